//! Style: the first poll sets the alarm in any case; the look at the clock comes last.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
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
    alarm_is_set: bool,
    waker: Arc<Mutex<Option<Waker>>>,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    Delay {
        clock,
        end: clock.now() + duration,
        alarm_is_set: false,
        waker: Arc::default(),
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        *self.waker.lock().unwrap() = Some(cx.waker().clone());
        if !self.alarm_is_set {
            self.alarm_is_set = true;
            let waker = Arc::clone(&self.waker);
            let ring = move || {
                let waker = waker.lock().unwrap().take();
                if let Some(waker) = waker {
                    waker.wake();
                }
            };
            self.clock.call_at(self.end, Box::new(ring));
        }
        if self.clock.now() >= self.end {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        self.waker.lock().unwrap().take();
    }
}
