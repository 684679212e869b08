//! Belief: whoever calls `timed` awaits it at once.
//! Rejected by: the_stopwatch_does_not_run_before_the_first_poll
//! Saying: before anybody polled

use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub fn timed<F: Future>(future: F) -> impl Future<Output = (F::Output, Duration)> {
    let start = Instant::now();
    async move {
        let output = future.await;
        (output, start.elapsed())
    }
}
