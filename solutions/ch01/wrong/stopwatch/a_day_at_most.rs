//! Belief: no future takes longer than a day.
//! Rejected by: it_tells_how_long_the_future_took_on_tokios_clock
//! Saying: panicked in your answer

use std::time::Duration;

use tokio::time::{Instant, timeout};

/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let start = Instant::now();
    let output = timeout(Duration::from_secs(86_400), future).await.unwrap();
    (output, start.elapsed())
}
