//! Style: a stream that is folded into the count.

use futures::{StreamExt, stream};
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let save = &save;
    stream::iter(visits)
        .fold(0, |saved, visit| async move {
            saved + usize::from(save(visit).await)
        })
        .await
}
