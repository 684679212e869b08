//! Belief: a counter may live outside the function.
//! Rejected by: it_resolves_to_the_number_of_visits_that_were_taken
//! Saying: takes the others

use std::sync::atomic::{AtomicUsize, Ordering};

static SAVED: AtomicUsize = AtomicUsize::new(0);
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    for visit in visits {
        if save(visit).await {
            SAVED.fetch_add(1, Ordering::Relaxed);
        }
    }
    SAVED.load(Ordering::Relaxed)
}
