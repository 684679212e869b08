//! Style: a stream, a closure for each visit, and a counter in a cell.

use std::cell::Cell;

use futures::{StreamExt, stream};

/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let saved = Cell::new(0);
    stream::iter(visits)
        .for_each(async |visit| {
            if save(visit).await {
                saved.set(saved.get() + 1);
            }
        })
        .await;
    saved.get()
}
