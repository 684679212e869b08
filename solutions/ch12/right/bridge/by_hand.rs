//! Style: a shared state with the waker in it, and a guard that marks it as dropped.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use rayon::ThreadPool;

use crate::panicked::Panicked;

/// What `work` returns, which runs on a thread of `pool`.
///
/// # Errors
/// `Panicked` if it panicked.
pub async fn compute<R, W>(pool: Arc<ThreadPool>, work: W) -> Result<R, Panicked>
where
    W: FnOnce() -> R + Send + 'static,
    R: Send + 'static,
{
    let shared = Guard(Arc::new(Mutex::new(State {
        work: Some(work),
        result: None,
        waker: None,
    })));
    let job = Arc::clone(&shared.0);
    pool.spawn(move || {
        let Some(work) = job.lock().unwrap().work.take() else {
            return;
        };
        let result = catch_unwind(AssertUnwindSafe(work)).map_err(Panicked::from);
        let mut state = job.lock().unwrap();
        state.result = Some(result);
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    });
    poll_fn(|cx| {
        let mut state = shared.0.lock().unwrap();
        match state.result.take() {
            Some(result) => Poll::Ready(result),
            None => {
                state.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    })
    .await
}

struct State<R, W> {
    work: Option<W>,
    result: Option<Result<R, Panicked>>,
    waker: Option<Waker>,
}

struct Guard<R, W>(Arc<Mutex<State<R, W>>>);

impl<R, W> Drop for Guard<R, W> {
    fn drop(&mut self) {
        let mut state = self.0.lock().unwrap();
        // Outside the lock: what they hold may be anything.
        let (work, result) = (state.work.take(), state.result.take());
        state.waker = None;
        drop(state);
        drop((work, result));
    }
}
