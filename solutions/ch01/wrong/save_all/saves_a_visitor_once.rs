//! Belief: the same name twice is one visit.
//! Rejected by: every_visit_is_saved_exactly_once_and_in_order
//! Saying: came by twice and was saved once

use std::collections::HashSet;
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut seen = HashSet::new();
    let mut saved = 0;
    for visit in visits {
        if seen.insert(visit.clone()) && save(visit).await {
            saved += 1;
        }
    }
    saved
}
