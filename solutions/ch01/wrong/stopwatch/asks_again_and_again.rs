//! Belief: a future has to be asked until it is ready.
//! Rejected by: a_waiting_future_is_polled_again_only_when_it_is_woken
//! Saying: nobody had woken the future

use std::task::Poll;
use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let mut future = Box::pin(future);
    let start = Instant::now();
    loop {
        match futures::poll!(&mut future) {
            Poll::Ready(output) => return (output, start.elapsed()),
            Poll::Pending => tokio::task::yield_now().await,
        }
    }
}
