//! Belief: one stopwatch is enough, as long as all run on one thread.
//! Rejected by: two_stopwatches_run_side_by_side
//! Saying: side by side

use std::cell::Cell;
use std::time::Duration;
use tokio::time::Instant;

thread_local! {
    static START: Cell<Option<Instant>> = const { Cell::new(None) };
}
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    START.set(Some(Instant::now()));
    let output = future.await;
    let took = START.get().map_or(Duration::ZERO, |start| start.elapsed());
    (output, took)
}
