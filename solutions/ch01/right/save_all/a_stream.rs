//! Style: a stream: `then` waits for one save before it asks for the next visit.

use futures::{StreamExt, stream};
use std::future::ready;
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    stream::iter(visits)
        .then(save)
        .filter(|taken| ready(*taken))
        .count()
        .await
}
