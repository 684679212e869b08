//! Style: the oneshot channel of tokio, which is polled before the clock is read.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::oneshot;

/// A clock with alarms. It is given to you.
pub trait Clock {
    /// The time since the clock was started.
    fn now(&self) -> Duration;

    /// Calls `ring` when the clock shows `at`, or at once if it already does. Does not wait for that.
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
