//! Belief: `poll` is called once.
//! Rejected by: it_tells_how_long_the_future_took_on_tokios_clock
//! Saying: before the future was ready

use std::future::poll_fn;
use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let mut future = Box::pin(future);
    poll_fn(move |cx| {
        let start = Instant::now();
        let polled = future.as_mut().poll(cx);
        polled.map(|output| (output, start.elapsed()))
    })
    .await
}
