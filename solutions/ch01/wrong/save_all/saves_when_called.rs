//! Belief: a function that returns a future has nothing of it done before.
//! Rejected by: calling_save_all_saves_nothing_yet
//! Saying: save had been called 3 times
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub fn save_all<S, F>(visits: Vec<String>, save: S) -> impl Future<Output = usize>
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let saves: Vec<F> = visits.into_iter().map(save).collect();
    async move {
        let mut saved = 0;
        for save in saves {
            if save.await {
                saved += 1;
            }
        }
        saved
    }
}
