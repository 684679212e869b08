//! Belief: a stopwatch has to be kept from being used twice at once.
//! Rejected by: two_stopwatches_run_side_by_side
//! Saying: never more than 1 was in flight

use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

static STOPWATCH: Mutex<()> = Mutex::const_new(());

/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let _ours = STOPWATCH.lock().await;
    let start = Instant::now();
    let output = future.await;
    (output, start.elapsed())
}
