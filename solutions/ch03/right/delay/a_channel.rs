//! Style: the oneshot channel of `futures` keeps the waker; its sender lies in the alarm.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::FutureExt;
use futures::channel::oneshot;

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
        if self.clock.now() >= self.end {
            return Poll::Ready(());
        }
        if self.rung.is_none() {
            let (send, receive) = oneshot::channel();
            let ring = move || {
                // An error only says that nobody waits any more.
                let _ = send.send(());
            };
            self.clock.call_at(self.end, Box::new(ring));
            self.rung = Some(receive);
        }
        let rung = self.rung.as_mut().expect("it is there now");
        rung.poll_unpin(cx).map(|_| ())
    }
}
