//! Style: polls the future once, and awaits it only if it is not ready.

use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let start = Instant::now();
    let mut future = pin!(future);
    let output = match futures::poll!(&mut future) {
        Poll::Ready(output) => output,
        Poll::Pending => future.await,
    };
    (output, start.elapsed())
}
