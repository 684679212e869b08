//! A waker that does something at the moment at which another one takes its place.

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Wake, Waker};
use std::time::Duration;

use rayon::ThreadPool;

/// For how long the moment lasts at most: an answer may replace its waker under the lock that its job needs.
const MOMENT: Duration = Duration::from_millis(300);

struct Replaced(Mutex<Option<Box<dyn FnOnce() + Send>>>);

impl Wake for Replaced {
    fn wake(self: Arc<Self>) {}
}

impl Drop for Replaced {
    fn drop(&mut self) {
        let then = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(then) = then.take() {
            then();
        }
    }
}

/// A waker that, when its last clone is dropped, calls `let_go` and waits until the pool's only thread has done all
/// that it was given.
pub fn ends_the_work(pool: &Arc<ThreadPool>, let_go: impl FnOnce() + Send + 'static) -> Waker {
    let pool = Arc::clone(pool);
    let then = move || {
        let_go();
        let (tell, done) = channel();
        pool.spawn(move || {
            let _ = tell.send(());
        });
        let _ = done.recv_timeout(MOMENT);
    };
    Waker::from(Arc::new(Replaced(Mutex::new(Some(Box::new(then))))))
}
