//! Style: a queue that is emptied from its front.

use std::collections::VecDeque;
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut waiting = VecDeque::from(visits);
    let mut saved = 0;
    while let Some(visit) = waiting.pop_front() {
        match save(visit).await {
            true => saved += 1,
            false => continue,
        }
    }
    saved
}
