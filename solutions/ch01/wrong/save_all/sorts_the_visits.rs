//! Belief: in order means sorted.
//! Rejected by: every_visit_is_saved_exactly_once_and_in_order
//! Saying: in the order given

/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut visits = visits;
    visits.sort();
    let mut saved = 0;
    for visit in visits {
        saved += usize::from(save(visit).await);
    }
    saved
}
