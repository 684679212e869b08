//! Belief: a future is ready as soon as it is woken.
//! Rejected by: the_first_and_the_last_poll_count_too
//! Saying: last poll

use std::future::poll_fn;
use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let mut future = Box::pin(future);
    let start = Instant::now();
    poll_fn(move |cx| {
        let took = start.elapsed();
        let polled = future.as_mut().poll(cx);
        polled.map(|output| (output, took))
    })
    .await
}
