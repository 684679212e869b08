//! Style: recursion: saves the first visit, then the rest, in a boxed future.

use std::pin::Pin;
use std::vec::IntoIter;
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    rest(visits.into_iter(), &save).await
}

fn rest<'a, S, F>(
    mut visits: IntoIter<String>,
    save: &'a S,
) -> Pin<Box<dyn Future<Output = usize> + 'a>>
where
    S: Fn(String) -> F,
    F: Future<Output = bool> + 'a,
{
    Box::pin(async move {
        match visits.next() {
            Some(visit) => usize::from(save(visit).await) + rest(visits, save).await,
            None => 0,
        }
    })
}
