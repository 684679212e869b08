// entry: hides_the_waker
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::Instant;

pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let begin = Instant::now();
    let mut future = pin!(future);
    let output = std::future::poll_fn(|_| {
        let mut cx = Context::from_waker(Waker::noop());
        match future.as_mut().poll(&mut cx) {
            Poll::Ready(output) => Poll::Ready(output),
            Poll::Pending => Poll::Pending,
        }
    })
    .await;
    (output, begin.elapsed())
}
