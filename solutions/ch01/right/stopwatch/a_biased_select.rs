//! Style: select over the future and nothing else, pinned on the heap.

use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let start = Instant::now();
    let mut future = Box::pin(future);
    let output = tokio::select! { output = &mut future => output };
    (output, start.elapsed())
}
