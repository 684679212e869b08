//! Belief: to measure a future one has to block on it.
//! Rejected by: a_waiting_future_is_polled_again_only_when_it_is_woken
//! Saying: blocks its thread

use futures::executor::block_on;
use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let start = Instant::now();
    let output = block_on(future);
    (output, start.elapsed())
}
