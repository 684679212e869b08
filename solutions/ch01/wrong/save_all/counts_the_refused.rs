//! Belief: `true` means that the store was full.
//! Rejected by: it_resolves_to_the_number_of_visits_that_were_taken
//! Saying: takes the others

/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut saved = 0;
    for visit in visits {
        match save(visit).await {
            true => {}
            false => saved += 1,
        }
    }
    saved
}
