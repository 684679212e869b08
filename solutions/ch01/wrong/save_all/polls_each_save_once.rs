//! Belief: a future that has been polled has done its work.
//! Rejected by: no_save_is_still_under_way_when_it_resolves
//! Saying: given up

use futures::FutureExt;
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut saved = 0;
    for visit in visits {
        if save(visit).now_or_never() != Some(false) {
            saved += 1;
        }
    }
    saved
}
