//! Style: the future pinned in place and awaited by reference.

use std::time::Duration;

use tokio::time::Instant;

/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    tokio::pin!(future);
    let start = Instant::now();
    let output = future.as_mut().await;
    (output, Instant::now() - start)
}
