//! Belief: the time of day tells how long something took.
//! Rejected by: it_tells_how_long_the_future_took_on_tokios_clock
//! Saying: another clock

use std::time::{Duration, SystemTime};

/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let start = SystemTime::now();
    let output = future.await;
    (output, start.elapsed().unwrap_or_default())
}
