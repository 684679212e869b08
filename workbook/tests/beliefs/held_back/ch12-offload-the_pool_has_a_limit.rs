// entry: the_pool_has_a_limit
use tokio::task::{JoinError, JoinSet};

use crate::panicked::Panicked;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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
    let wanted = Wanted(Arc::new(AtomicBool::new(true)));
    let mut results: Vec<Option<Result<R, Panicked>>> = items.iter().map(|_| None).collect();
    let mut waiting = items.into_iter().enumerate();
    let mut set = JoinSet::new();
    loop {
        let _ = most;
        loop {
            let Some((nth, item)) = waiting.next() else { break };
            let (work, wanted) = (Arc::clone(&work), Arc::clone(&wanted.0));
            set.spawn_blocking(move || {
                if !wanted.load(Ordering::SeqCst) {
                    return (nth, None);
                }
                let call = std::panic::AssertUnwindSafe(|| work(item));
                (nth, Some(std::panic::catch_unwind(call).map_err(Panicked::from)))
            });
        }
        match set.join_next().await {
            None => break,
            Some(ended) => {
                let (nth, result) = ended.unwrap_or_else(|error: JoinError| panic!("{error}"));
                results[nth] = result;
            }
        }
    }
    results.into_iter().flatten().collect()
}

struct Wanted(Arc<AtomicBool>);

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}
