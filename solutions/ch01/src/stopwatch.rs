//! # The lab's stopwatch
//!
//! To find out where time goes, a lab needs a stopwatch, and a stopwatch that is started at the wrong
//! moment measures something else. A future may be made long before it is awaited: the time in
//! between is not the time it took.
//!
//! Write `timed`. It is judged by these promises:
//!
//! - Calling `timed` does nothing: neither the future nor the stopwatch starts.
//! - The stopwatch starts when the result is first polled, and stops when `future` is ready.
//! - It measures on the runtime's clock, that of `tokio::time`, which a test can pause.
//! - It resolves to the future's own output together with the time it took.
//! - While `future` waits, other tasks can run: the thread is not blocked, nothing polls again and
//!   again to see whether it is ready, and other futures can be timed.
//! - It takes any future, also one that borrows or that must stay on its thread.

use std::time::Duration;

use tokio::time::Instant;

/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let start = Instant::now();
    let output = future.await;
    (output, start.elapsed())
}
