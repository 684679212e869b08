//! Style: a future for each item, with a permit and a handle that aborts when it is dropped.

use std::sync::Arc;

use futures::future::join_all;
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::panicked::Panicked;

/// What `work` returns for each of `items`, in their order. Runs `work` on the blocking threads, for at most `most`
/// items at a time.
///
/// # Errors
/// `Panicked` for each item whose `work` panicked.
///
/// # Panics
/// Outside a runtime of tokio.
pub async fn offload<T, R>(
    items: Vec<T>,
    most: usize,
    work: impl Fn(T) -> R + Send + Sync + 'static,
) -> Vec<Result<R, Panicked>>
where
    T: Send + 'static,
    R: Send + 'static,
{
    let work = Arc::new(work);
    let permits = Semaphore::new(most.min(Semaphore::MAX_PERMITS));
    let one = |item| {
        let (work, permits) = (&work, &permits);
        async move {
            let _permit = permits.acquire().await.expect("is never closed");
            let work = Arc::clone(work);
            let mut call = AbortOnDrop(spawn_blocking(move || work(item)));
            (&mut call.0)
                .await
                .map_err(|error| Panicked::from(error.into_panic()))
        }
    };
    join_all(items.into_iter().map(one)).await
}

struct AbortOnDrop<R>(JoinHandle<R>);

impl<R> Drop for AbortOnDrop<R> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
