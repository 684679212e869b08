//! Belief: what starts last ends first, as with calls.
//! Rejected by: two_stopwatches_run_side_by_side
//! Saying: side by side

use std::cell::RefCell;
use std::time::Duration;
use tokio::time::Instant;

thread_local! {
    static STARTS: RefCell<Vec<Instant>> = const { RefCell::new(Vec::new()) };
}

/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    STARTS.with_borrow_mut(|starts| starts.push(Instant::now()));
    let output = future.await;
    let start = STARTS.with_borrow_mut(Vec::pop);
    (output, start.map_or(Duration::ZERO, |start| start.elapsed()))
}
