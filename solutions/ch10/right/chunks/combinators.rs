//! Style: combinators; the rest of a chunk is what comes until its time is up.

use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use tokio::time::sleep;

/// The items of `source` in chunks of at most `most`, each given `wait` after its first item at the latest.
pub fn chunks<S: Stream>(
    source: S,
    most: usize,
    wait: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    // Fused: `collect` ends with the source, too, and then the next chunk asks once more.
    let source = Box::pin(source.fuse());
    stream::unfold(source, move |mut source| async move {
        let first = source.next().await?;
        let rest = source
            .by_ref()
            .take(most - 1)
            .take_until(sleep(wait))
            .collect::<Vec<_>>()
            .await;
        let mut chunk = vec![first];
        chunk.extend(rest);
        Some((chunk, source))
    })
}
