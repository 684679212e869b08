//! Style: only the future owns the stored waker; the alarm has a weak reference to it.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

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
        if self.clock.now() >= self.end {
            return Poll::Ready(());
        }
        if !self.alarm_is_set {
            self.alarm_is_set = true;
            let place = Arc::downgrade(&self.waker);
            let ring = move || {
                let place = place.upgrade();
                let waker = place.and_then(|place| place.lock().unwrap().take());
                if let Some(waker) = waker {
                    waker.wake();
                }
            };
            self.clock.call_at(self.end, Box::new(ring));
        }
        Poll::Pending
    }
}
