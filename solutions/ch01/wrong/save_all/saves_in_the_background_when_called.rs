//! Belief: the work may begin in the background as soon as the future is made.
//! Rejected by: calling_save_all_saves_nothing_yet
//! Saying: 1 saves had begun

/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub fn save_all<S, F>(visits: Vec<String>, save: S) -> impl Future<Output = usize>
where
    S: Fn(String) -> F,
    F: Future<Output = bool> + Send + 'static,
{
    let mut visits = visits.into_iter();
    let first = visits.next().map(|visit| tokio::spawn(save(visit)));
    async move {
        let mut saved = 0;
        if let Some(first) = first {
            saved += usize::from(first.await.unwrap());
        }
        for visit in visits {
            saved += usize::from(save(visit).await);
        }
        saved
    }
}
