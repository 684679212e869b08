//! Belief: what is current where a future is made is so where it is polled.
//! Rejected by: within_is_for_each_poll_and_not_between_them
//! Saying: in `enter(C)`, after a poll of `within(A)`, `current` gave NotRunning

use std::cell::Cell;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

/// A future without an output, for an executor.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What an executor can do for its tasks. Given to you.
pub trait Spawn: Send + Sync {
    /// Makes `task` one of the executor's.
    fn spawn(&self, task: Task);
}

/// There is no executor here: this thread is polling no task of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotRunning;

thread_local! {
    static PLACE: Cell<Option<Arc<dyn Spawn>>> = const { Cell::new(None) };
}

/// Puts back what was there.
struct PutBack(Option<Arc<dyn Spawn>>);

impl Drop for PutBack {
    fn drop(&mut self) {
        let mine = PLACE.replace(self.0.take());
        drop(mine);
    }
}

/// Runs `f` with `executor` as the current one.
pub fn enter<R>(executor: Arc<dyn Spawn>, f: impl FnOnce() -> R) -> R {
    let _before = PutBack(PLACE.replace(Some(executor)));
    f()
}

pin_project! {
    struct Within<F> {
        #[pin]
        future: Option<F>,
        executor: Arc<dyn Spawn>,
        before: Option<Arc<dyn Spawn>>,
    }

    impl<F> PinnedDrop for Within<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            enter(Arc::clone(this.executor), || this.future.set(None));
        }
    }
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _before = PutBack(this.before.clone());
        PLACE.set(Some(Arc::clone(this.executor)));
        this.future.as_pin_mut().expect("there").poll(cx)
    }
}

/// A future that does what `future` does, with `executor` as the current one in each poll.
pub fn within<F: Future>(executor: Arc<dyn Spawn>, future: F) -> impl Future<Output = F::Output> {
    let before = current().ok();
    Within {
        future: Some(future),
        executor,
        before,
    }
}

/// The executor that this thread is polling for.
pub fn current() -> Result<Arc<dyn Spawn>, NotRunning> {
    let here = PLACE.take();
    let found = here.clone();
    PLACE.set(here);
    found.ok_or(NotRunning)
}

/// Hands `future` to the current executor.
pub fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Result<(), NotRunning> {
    match current() {
        Ok(executor) => {
            executor.spawn(Box::pin(future));
            Ok(())
        }
        Err(none) => Err(none),
    }
}
