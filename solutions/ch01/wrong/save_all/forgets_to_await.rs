//! Belief: calling `save` saves the visit.
//! Rejected by: every_visit_is_saved_exactly_once_and_in_order
//! Saying: nobody awaits
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut saved = 0;
    for visit in visits {
        let _ = save(visit);
        saved += 1;
    }
    saved
}
