//! Belief: only waiting takes time; the first poll is for free.
//! Rejected by: the_first_and_the_last_poll_count_too
//! Saying: first poll

use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let mut future = Box::pin(future);
    match futures::poll!(&mut future) {
        std::task::Poll::Ready(output) => (output, Duration::ZERO),
        std::task::Poll::Pending => {
            let start = Instant::now();
            let output = future.await;
            (output, start.elapsed())
        }
    }
}
