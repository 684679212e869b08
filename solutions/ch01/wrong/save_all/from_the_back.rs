//! Belief: taking visits off a list gives them in order.
//! Rejected by: every_visit_is_saved_exactly_once_and_in_order
//! Saying: in the order
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut visits = visits;
    let mut saved = 0;
    while let Some(visit) = visits.pop() {
        if save(visit).await {
            saved += 1;
        }
    }
    saved
}
