//! Belief: a counter of visits can be small: there are never many at once.
//! Rejected by: it_resolves_to_the_number_of_visits_that_were_taken
//! Saying: save_all says 255

/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut saved = 0_u8;
    for visit in visits {
        if save(visit).await {
            saved = saved.saturating_add(1);
        }
    }
    saved.into()
}
