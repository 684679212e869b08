//! Belief: when it is time the alarm has rung.
//! Rejected by: a_poll_at_the_end_or_later_is_ready
//! Saying: The alarm had not rung yet

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
    shared: Arc<Mutex<Shared>>,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    Delay {
        clock,
        end: clock.now() + duration,
        alarm_is_set: false,
        shared: Arc::default(),
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if !self.alarm_is_set {
            if self.clock.now() >= self.end {
                return Poll::Ready(());
            }
            self.alarm_is_set = true;
            let shared = Arc::clone(&self.shared);
            let ring = move || {
                let mut shared = shared.lock().unwrap();
                shared.has_rung = true;
                if let Some(waker) = shared.waker.take() {
                    waker.wake();
                }
            };
            self.clock.call_at(self.end, Box::new(ring));
        }
        let mut shared = self.shared.lock().unwrap();
        if shared.has_rung {
            return Poll::Ready(());
        }
        shared.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

#[derive(Default)]
struct Shared {
    has_rung: bool,
    waker: Option<Waker>,
}

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        self.shared.lock().unwrap().waker.take();
    }
}
