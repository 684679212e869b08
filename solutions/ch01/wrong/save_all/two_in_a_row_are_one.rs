//! Belief: the same visitor twice in a row is one visit, recorded twice by mistake.
//! Rejected by: every_visit_is_saved_exactly_once_and_in_order
//! Saying: "Bo" came by twice and was saved once

/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(mut visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    visits.dedup();
    let mut saved = 0;
    for visit in visits {
        if save(visit).await {
            saved += 1;
        }
    }
    saved
}
