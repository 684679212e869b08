//! Belief: a millisecond is as fine as a clock gets.
//! Rejected by: the_first_and_the_last_poll_count_too
//! Saying: whole milliseconds

use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let start = Instant::now();
    let output = future.await;
    let took = start.elapsed().as_millis();
    (output, Duration::from_millis(took as u64))
}
