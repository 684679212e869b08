//! Belief: `join!` reads the stopwatch when both halves are ready.
//! Rejected by: it_tells_how_long_the_future_took_on_tokios_clock
//! Saying: before the future was ready

use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let start = Instant::now();
    tokio::join!(future, async { start.elapsed() })
}
