//! Style: creates all futures first, and awaits one after another: until then, each does nothing.
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let saves: Vec<F> = visits.into_iter().map(save).collect();
    let mut taken = Vec::new();
    for save in saves {
        taken.push(save.await);
    }
    taken.iter().filter(|taken| **taken).count()
}
