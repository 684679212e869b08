//! Belief: while one save waits, the next one may begin.
//! Rejected by: one_save_has_ended_before_the_next_one_starts
//! Saying: 2 were under way at once

use futures::{StreamExt, stream};
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    stream::iter(visits)
        .map(save)
        .buffered(2)
        .filter(|taken| std::future::ready(*taken))
        .count()
        .await
}
