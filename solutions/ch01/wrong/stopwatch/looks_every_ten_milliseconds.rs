//! Belief: somebody has to look now and then whether a future is ready.
//! Rejected by: a_waiting_future_is_polled_again_only_when_it_is_woken
//! Saying: nobody had woken the future

use futures::FutureExt;
use std::time::Duration;
use tokio::time::{Instant, sleep};
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let mut future = Box::pin(future);
    let start = Instant::now();
    loop {
        if let Some(output) = (&mut future).now_or_never() {
            return (output, start.elapsed());
        }
        sleep(Duration::from_millis(10)).await;
    }
}
