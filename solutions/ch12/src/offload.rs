//! A `JoinSet` of the items at work: dropping it also cancels what the runtime has queued.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::task::JoinSet;

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
    let mut results: Vec<_> = items.iter().map(|_| None).collect();
    let mut waiting = items.into_iter().enumerate();
    let mut at_work = JoinSet::new();
    loop {
        while at_work.len() < most
            && let Some((place, item)) = waiting.next()
        {
            let work = Arc::clone(&work);
            // Caught here, and not from the handle: an error of the handle does not say which item it was.
            at_work.spawn_blocking(move || {
                let result = catch_unwind(AssertUnwindSafe(|| work(item)));
                (place, result.map_err(Panicked::from))
            });
        }
        let Some(ended) = at_work.join_next().await else {
            break;
        };
        let (place, result) = ended.expect("its panics are caught, and nothing aborts it");
        results[place] = Some(result);
    }
    results.into_iter().flatten().collect()
}
