//! Belief: each poll sets an alarm for its own waker.
//! Rejected by: while_it_waits_it_has_set_one_alarm_for_its_end
//! Saying: it was polled 2 times, and 2 alarms are set

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

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
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    Delay {
        clock,
        end: clock.now() + duration,
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.clock.now() >= self.end {
            return Poll::Ready(());
        }
        let waker = cx.waker().clone();
        self.clock.call_at(self.end, Box::new(move || waker.wake()));
        Poll::Pending
    }
}
