//! Belief: a save that was awaited has saved the visit.
//! Rejected by: it_resolves_to_the_number_of_visits_that_were_taken
//! Saying: refused
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let count = visits.len();
    for visit in visits {
        save(visit).await;
    }
    count
}
