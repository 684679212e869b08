// entry: no_waker
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::thread;

use rayon::ThreadPool;

use crate::panicked::Panicked;

struct Wanted<T>(Arc<Mutex<Option<T>>>);

pub async fn compute<R, W>(pool: Arc<ThreadPool>, work: W) -> Result<R, Panicked>
where
    W: FnOnce() -> R + Send + 'static,
    R: Send + 'static,
{
    let wanted: Wanted<thread::Result<R>> = Wanted(Arc::new(Mutex::new(None)));
    let place = Arc::downgrade(&wanted.0);
    pool.spawn(move || {
        if place.strong_count() == 0 {
            return;
        }
        let result = catch_unwind(AssertUnwindSafe(work));
        if let Some(place) = place.upgrade() {
            *place.lock().unwrap() = Some(result);
        }
    });
    poll_fn(|_| match wanted.0.lock().unwrap().take() {
        Some(result) => Poll::Ready(result.map_err(Panicked::from)),
        None => Poll::Pending,
    })
    .await
}
