//! Belief: a save that takes longer than a day has failed.
//! Rejected by: no_save_is_still_under_way_when_it_resolves
//! Saying: given up

use std::time::Duration;
use tokio::time::timeout;
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut saved = 0;
    for visit in visits {
        if timeout(Duration::from_secs(86_400), save(visit)).await == Ok(true) {
            saved += 1;
        }
    }
    saved
}
