//! Belief: a spawned save will be through by the time anybody looks.
//! Rejected by: no_save_is_still_under_way_when_it_resolves
//! Saying: still under way
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool> + Send + 'static,
{
    let mut saved = 0;
    for visit in visits {
        tokio::spawn(save(visit));
        saved += 1;
    }
    saved
}
