//! Belief: a duration is a number of seconds.
//! Rejected by: it_tells_how_long_the_future_took_on_tokios_clock
//! Saying: not 2.105s

use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let start = Instant::now();
    let output = future.await;
    (output, Duration::from_secs(start.elapsed().as_secs()))
}
