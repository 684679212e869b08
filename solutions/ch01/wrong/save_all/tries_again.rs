//! Belief: a refused visit has to be tried again.
//! Rejected by: every_visit_is_saved_exactly_once_and_in_order
//! Saying: came by once and was saved twice
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut saved = 0;
    for visit in visits {
        if save(visit.clone()).await || save(visit).await {
            saved += 1;
        }
    }
    saved
}
