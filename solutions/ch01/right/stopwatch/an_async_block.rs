//! Style: a function that returns an async block.

use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub fn timed<F: Future>(future: F) -> impl Future<Output = (F::Output, Duration)> {
    async move {
        let start = Instant::now();
        (future.await, start.elapsed())
    }
}
