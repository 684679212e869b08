//! Belief: looking whether a future is ready leaves it as it was.
//! Rejected by: it_tells_how_long_the_future_took_on_tokios_clock
//! Saying: polled again after it was ready

use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let start = Instant::now();
    let mut future = Box::pin(future);
    if futures::poll!(&mut future).is_pending() {
        let output = future.await;
        return (output, start.elapsed());
    }
    (future.await, start.elapsed())
}
