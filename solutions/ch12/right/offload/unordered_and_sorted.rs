//! Style: `buffer_unordered` over calls that abort when they are dropped, sorted at the end.

use std::sync::Arc;

use futures::stream::{self, StreamExt};
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
    // At least 1: with 0 it would take nothing, not even the end.
    let most = most.clamp(1, items.len().max(1));
    let calls = items.into_iter().enumerate().map(|(place, item)| {
        let work = Arc::clone(&work);
        async move {
            // Of one: for its drop.
            let mut call = JoinSet::new();
            call.spawn_blocking(move || work(item));
            let result = call.join_next().await.expect("there is one");
            (
                place,
                result.map_err(|error| Panicked::from(error.into_panic())),
            )
        }
    });
    let calls: Vec<_> = calls.collect();
    let mut results: Vec<_> = stream::iter(calls).buffer_unordered(most).collect().await;
    results.sort_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}
