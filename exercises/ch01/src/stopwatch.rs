//! # The lab's stopwatch
//!
//! ```
//! let answer = async { sleep(Duration::from_millis(300)).await; 42 };
//! let (output, took) = timed(answer).await;
//! // On a paused clock, output is 42 and took is exactly 300 ms.
//! ```
//!
//! To find out where time goes, you measure how long a future takes. A future may be created long before
//! it is awaited, and that time is not part of it. A stopwatch that starts or stops at the wrong moment,
//! or reads the wrong clock, measures something else.
//!
//! Write `timed`. Requirements:
//!
//! Time:
//!
//! 1. The stopwatch starts when the result of `timed` is first polled, and stops when `future` is ready.
//!    It counts the first and the last poll of `future` too.
//! 2. It reads tokio's clock, the one of `tokio::time`, which a test can pause.
//! 3. The time is exactly what that clock says, whether it is some nanoseconds or a year.
//!
//! The future:
//!
//! 4. Calling `timed` does not poll `future`. Only awaiting the result does.
//! 5. The result is the output of `future`, unchanged, together with the time.
//! 6. While `future` waits, `timed` waits for its wake: it does not block the thread, and does not ask to
//!    be polled again.
//! 7. Other futures can be timed at the same time, and may start and end in any order.
//! 8. `timed` takes any future, also one that borrows or that cannot be sent to another thread.
//!
//! Left open: what happens if `future` panics, or if the result is dropped before `future` is ready.

use std::time::Duration;

/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    // So that the stub compiles without a warning: delete this line.
    let _ = &future;
    todo!("await the future, and measure from the first poll to its end")
}
