//! Style: handles in a map by their id, polled through `FuturesUnordered`, and a guard that aborts them all.

use std::collections::HashMap;
use std::sync::Arc;

use futures::stream::{FuturesUnordered, StreamExt};
use tokio::task::{AbortHandle, Id, spawn_blocking};

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
    let mut results = Vec::new();
    results.resize_with(items.len(), || None);
    let mut waiting = items.into_iter().enumerate();
    let mut at_work = FuturesUnordered::new();
    let mut places = Places(HashMap::new());
    loop {
        while at_work.len() < most {
            let Some((place, item)) = waiting.next() else {
                break;
            };
            let work = Arc::clone(&work);
            let handle = spawn_blocking(move || (tokio::task::id(), work(item)));
            places.0.insert(handle.id(), (place, handle.abort_handle()));
            at_work.push(handle);
        }
        let (id, result) = match at_work.next().await {
            Some(Ok((id, result))) => (id, Ok(result)),
            Some(Err(error)) => (error.id(), Err(Panicked::from(error.into_panic()))),
            None => break,
        };
        let (place, _) = places.0.remove(&id).expect("it has a place");
        results[place] = Some(result);
    }
    results.into_iter().flatten().collect()
}

struct Places(HashMap<Id, (usize, AbortHandle)>);

impl Drop for Places {
    fn drop(&mut self) {
        for (_, handle) in self.0.values() {
            handle.abort();
        }
    }
}
