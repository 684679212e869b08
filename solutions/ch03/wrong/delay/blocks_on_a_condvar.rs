//! Belief: to wait is to sleep until somebody calls.
//! Rejected by: a_poll_does_not_wait_for_the_time
//! Saying: it blocked its thread

use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex};
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

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.clock.now() >= self.end {
            return Poll::Ready(());
        }
        let rung = Arc::new((Mutex::new(false), Condvar::new()));
        let theirs = Arc::clone(&rung);
        let ring = move || {
            *theirs.0.lock().unwrap() = true;
            theirs.1.notify_one();
        };
        self.clock.call_at(self.end, Box::new(ring));
        let sleeps = rung.1.wait_while(rung.0.lock().unwrap(), |rung| !*rung);
        drop(sleeps);
        Poll::Ready(())
    }
}
