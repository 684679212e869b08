//! Style: a type that implements Future.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub fn timed<F: Future>(future: F) -> impl Future<Output = (F::Output, Duration)> {
    Timed {
        future: Box::pin(future),
        start: None,
    }
}

struct Timed<F> {
    future: Pin<Box<F>>,
    start: Option<Instant>,
}

impl<F: Future> Future for Timed<F> {
    type Output = (F::Output, Duration);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let start = *self.start.get_or_insert_with(Instant::now);
        let output = ready!(self.future.as_mut().poll(cx));
        Poll::Ready((output, start.elapsed()))
    }
}
