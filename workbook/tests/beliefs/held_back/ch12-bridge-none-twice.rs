// entry: none
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::ThreadPool;
use tokio::sync::oneshot;

use crate::panicked::Panicked;

pub async fn compute<R, W>(pool: Arc<ThreadPool>, work: W) -> Result<R, Panicked>
where
    W: FnOnce() -> R + Send + 'static,
    R: Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    pool.install(|| ());
    pool.spawn(move || {
        if sender.is_closed() {
            return;
        }
        let _ = sender.is_closed();
        std::thread::yield_now();
        let result = catch_unwind(AssertUnwindSafe(work));
        let _ = sender.send(result);
    });
    match receiver.await {
        Ok(result) => result.map_err(Panicked::from),
        Err(_) => unreachable!("the job sends before it ends"),
    }
}
