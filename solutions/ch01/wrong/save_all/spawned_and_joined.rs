//! Belief: a task a visit, awaited in order, saves in order and one at a time.
//! Rejected by: one_save_has_ended_before_the_next_one_starts
//! Saying: 3 were under way at once
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool> + Send + 'static,
{
    let tasks: Vec<_> = visits
        .into_iter()
        .map(|visit| tokio::spawn(save(visit)))
        .collect();
    let mut saved = 0;
    for task in tasks {
        saved += usize::from(task.await.unwrap());
    }
    saved
}
