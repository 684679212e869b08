//! Belief: a visit without a name is none.
//! Rejected by: every_visit_is_saved_exactly_once_and_in_order
//! Saying: was saved not at all

/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut saved = 0;
    for visit in visits.into_iter().filter(|visit| !visit.is_empty()) {
        if save(visit).await {
            saved += 1;
        }
    }
    saved
}
