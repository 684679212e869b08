//! Style: makes all the futures first; none of them runs before it is awaited, one after another.

/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let saves: Vec<F> = visits.into_iter().map(save).collect();
    let mut saved = 0;
    for save in saves {
        if save.await {
            saved += 1;
        }
    }
    saved
}
