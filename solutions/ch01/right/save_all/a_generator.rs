//! Style: an async generator that yields the replies of the store.

use futures::StreamExt;

/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let answers = async_stream::stream! {
        for visit in visits {
            yield save(visit).await;
        }
    };
    futures::pin_mut!(answers);
    let mut saved = 0;
    while let Some(taken) = answers.next().await {
        saved += usize::from(taken);
    }
    saved
}
