//! Style: tokio's `Notify` inside a boxed async block, which reads the clock at each poll.

use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::Notify;

/// A clock with alarms. It is given to you.
pub trait Clock {
    /// The time since the clock was started.
    fn now(&self) -> Duration;

    /// Calls `ring` when the clock shows `at`, or at once if it already does. Does not wait for that.
    fn call_at(&self, at: Duration, ring: Box<dyn FnOnce() + Send>);
}

/// Made by [`delay`].
pub struct Delay<'a, C> {
    future: Pin<Box<dyn Future<Output = ()> + 'a>>,
    clock: PhantomData<&'a C>,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    let end = clock.now() + duration;
    let future = async move {
        let bell = Arc::new(Notify::new());
        let theirs = Arc::clone(&bell);
        let mut rung = pin!(bell.notified());
        let mut ring = Some(move || theirs.notify_one());
        poll_fn(|cx| {
            if clock.now() >= end {
                return Poll::Ready(());
            }
            if let Some(ring) = ring.take() {
                clock.call_at(end, Box::new(ring));
            }
            rung.as_mut().poll(cx)
        })
        .await;
    };
    Delay {
        future: Box::pin(future),
        clock: PhantomData,
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.future.as_mut().poll(cx)
    }
}
