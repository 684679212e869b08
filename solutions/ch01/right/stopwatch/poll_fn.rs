//! Style: poll_fn around a pinned future, with the start in an option.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let mut future = pin!(future);
    let mut start = None;
    poll_fn(move |cx| {
        let start = *start.get_or_insert_with(Instant::now);
        let polled = future.as_mut().poll(cx);
        polled.map(|output| (output, start.elapsed()))
    })
    .await
}
