//! Style: the oneshot channel of tokio, which is polled before the look at the clock.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::oneshot;

/// Knows the time, and calls back. Given to you.
pub trait Clock {
    /// The time since the clock was started.
    fn now(&self) -> Duration;

    /// Returns at once, and calls `ring` when the clock shows `at`; at once, where it does so already.
    fn call_at(&self, at: Duration, ring: Box<dyn FnOnce() + Send>);
}

/// Made by [`delay`].
pub struct Delay<'a, C> {
    clock: &'a C,
    end: Duration,
    rung: Option<oneshot::Receiver<()>>,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    Delay {
        clock,
        end: clock.now() + duration,
        rung: None,
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let (clock, end) = (self.clock, self.end);
        let rung = self.rung.get_or_insert_with(|| {
            let (send, receive) = oneshot::channel();
            let ring = move || {
                let _ = send.send(());
            };
            clock.call_at(end, Box::new(ring));
            receive
        });
        let rung = Pin::new(rung).poll(cx).is_ready();
        if rung || clock.now() >= end {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}
