//! Belief: there is always somebody who came by.
//! Rejected by: it_resolves_to_the_number_of_visits_that_were_taken
//! Saying: panicked in your answer
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut visits = visits.into_iter();
    let first = visits.next().unwrap();
    let mut saved = usize::from(save(first).await);
    for visit in visits {
        saved += usize::from(save(visit).await);
    }
    saved
}
