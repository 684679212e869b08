//! Style: two instants and their difference.

use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let before = Instant::now();
    let output = future.await;
    let after = Instant::now();
    (output, after.duration_since(before))
}
