//! Belief: a future has to be given a push before it is awaited.
//! Rejected by: calling_timed_does_not_start_the_future
//! Saying: by the mere call of timed

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub fn timed<F: Future>(future: F) -> impl Future<Output = (F::Output, Duration)> {
    let mut future: Pin<Box<F>> = Box::pin(future);
    let first = future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()));
    async move {
        let start = Instant::now();
        let output = match first {
            Poll::Ready(output) => output,
            Poll::Pending => future.await,
        };
        (output, start.elapsed())
    }
}
