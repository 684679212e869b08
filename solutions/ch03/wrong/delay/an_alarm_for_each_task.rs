//! Belief: a new task needs an alarm of its own, and the old one is put out.
//! Rejected by: while_it_waits_it_has_set_one_alarm_for_its_end
//! Saying: it was polled 3 times, and 2 alarms are set

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
    armed: Option<(Waker, Arc<Mutex<Option<Waker>>>)>,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    let end = clock.now().saturating_add(duration);
    Delay {
        clock,
        end,
        armed: None,
    }
}

impl<C> Delay<'_, C> {
    fn disarm(&mut self) {
        if let Some((_, place)) = self.armed.take() {
            *place.lock().unwrap() = None;
        }
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.clock.now() >= self.end {
            self.disarm();
            return Poll::Ready(());
        }
        if let Some((waker, _)) = &self.armed
            && waker.will_wake(cx.waker())
        {
            return Poll::Pending;
        }
        self.disarm();
        let place = Arc::new(Mutex::new(Some(cx.waker().clone())));
        self.armed = Some((cx.waker().clone(), place.clone()));
        let ring = move || {
            let waker = place.lock().unwrap().take();
            if let Some(waker) = waker {
                waker.wake();
            }
        };
        self.clock.call_at(self.end, Box::new(ring));
        Poll::Pending
    }
}

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        self.disarm();
    }
}
