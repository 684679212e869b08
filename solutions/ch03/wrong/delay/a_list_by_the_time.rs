//! Belief: a moment is enough to find out who waits for it.
//! Rejected by: two_on_one_clock_do_not_disturb_each_other
//! Saying: called never; wanted: once

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Mutex;
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
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    Delay {
        clock,
        end: clock.now() + duration,
        alarm_is_set: false,
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        WAKERS.lock().unwrap().insert(self.end, cx.waker().clone());
        if self.clock.now() >= self.end {
            return Poll::Ready(());
        }
        if !self.alarm_is_set {
            self.alarm_is_set = true;
            let end = self.end;
            let ring = move || {
                let waker = WAKERS.lock().unwrap().remove(&end);
                if let Some(waker) = waker {
                    waker.wake();
                }
            };
            self.clock.call_at(end, Box::new(ring));
        }
        Poll::Pending
    }
}

/// Who is to be woken, and when.
static WAKERS: Mutex<BTreeMap<Duration, Waker>> = Mutex::new(BTreeMap::new());

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        WAKERS.lock().unwrap().remove(&self.end);
    }
}
