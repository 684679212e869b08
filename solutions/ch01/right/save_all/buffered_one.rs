//! Style: `buffered(1)`: the next save is created when there is room for it.

use futures::{StreamExt, stream};
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let taken: Vec<bool> = stream::iter(visits).map(save).buffered(1).collect().await;
    taken.into_iter().map(usize::from).sum()
}
