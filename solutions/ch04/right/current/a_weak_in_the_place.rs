//! Style: a list of frames, which hold the executors only weakly.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::Weak;
use std::task::{Context, Poll};

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

struct Frame {
    executor: Weak<dyn Spawn>,
    below: Option<Rc<Frame>>,
}

thread_local! {
    static TOP: RefCell<Option<Rc<Frame>>> = const { RefCell::new(None) };
}

struct Frames;

impl Frames {
    fn push(executor: &Arc<dyn Spawn>) -> Frames {
        TOP.with_borrow_mut(|top| {
            let below = top.take();
            *top = Some(Rc::new(Frame {
                executor: Arc::downgrade(executor),
                below,
            }));
        });
        Frames
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        TOP.with_borrow_mut(|top| *top = top.take().and_then(|frame| frame.below.clone()));
    }
}

/// Runs `f` with `executor` as the current one.
pub fn enter<R>(executor: Arc<dyn Spawn>, f: impl FnOnce() -> R) -> R {
    // Locals are dropped before parameters: the frame goes before the executor does.
    let _frame = Frames::push(&executor);
    f()
}

struct Within<F> {
    future: Option<F>,
    executor: Option<Arc<dyn Spawn>>,
}

impl<F: Future + Unpin> Future for Within<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        let (Some(future), Some(executor)) = (&mut this.future, &this.executor) else {
            panic!("polled after its end")
        };
        let frame = Frames::push(executor);
        let polled = Pin::new(future).poll(cx);
        if polled.is_ready() {
            this.future = None;
            drop(frame);
            this.executor = None;
        }
        polled
    }
}

impl<F> Drop for Within<F> {
    fn drop(&mut self) {
        let Some(executor) = self.executor.take() else {
            return;
        };
        enter(executor, || self.future = None);
    }
}

/// A future that does what `future` does, with `executor` as the current one in each poll.
pub fn within<F: Future>(executor: Arc<dyn Spawn>, future: F) -> impl Future<Output = F::Output> {
    Within {
        future: Some(Box::pin(future)),
        executor: Some(executor),
    }
}

/// The executor that this thread is polling for.
pub fn current() -> Result<Arc<dyn Spawn>, NotRunning> {
    TOP.with_borrow(|top| top.as_ref().and_then(|frame| frame.executor.upgrade()))
        .ok_or(NotRunning)
}

/// Hands `future` to the current executor.
pub fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Result<(), NotRunning> {
    current().map(|executor| executor.spawn(Box::pin(future)))
}
