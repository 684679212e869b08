//! Belief: a future can be polled with any waker, or with none.
//! Rejected by: a_waiting_future_is_polled_again_only_when_it_is_woken
//! Saying: nobody was woken

use std::future::poll_fn;
use std::task::{Context, Waker};
use std::time::Duration;
use tokio::time::Instant;

/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let mut future = Box::pin(future);
    let start = Instant::now();
    poll_fn(move |_| {
        let polled = future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        polled.map(|output| (output, start.elapsed()))
    })
    .await
}
