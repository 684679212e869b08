//! Belief: the number of visits is known without the store, so this is enough to compile and count.
//! Rejected by: one_save_has_ended_before_the_next_one_starts
//! Saying: 0 saves have begun

/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let _ = save;
    visits.len()
}
