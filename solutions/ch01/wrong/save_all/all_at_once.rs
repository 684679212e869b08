//! Belief: `join_all` awaits the saves in the order given, so it takes one at a time.
//! Rejected by: one_save_has_ended_before_the_next_one_starts
//! Saying: 3 were under way at once

use futures::future::join_all;
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let taken = join_all(visits.into_iter().map(save)).await;
    taken.into_iter().filter(|taken| *taken).count()
}
