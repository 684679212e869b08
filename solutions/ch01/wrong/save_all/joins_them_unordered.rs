//! Belief: what is pulled out of a set one by one also runs one by one.
//! Rejected by: one_save_has_ended_before_the_next_one_starts
//! Saying: 3 were under way at once

use futures::StreamExt;
use futures::stream::FuturesUnordered;

/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut saves: FuturesUnordered<F> = visits.into_iter().map(save).collect();
    let mut saved = 0;
    while let Some(taken) = saves.next().await {
        saved += usize::from(taken);
    }
    saved
}
