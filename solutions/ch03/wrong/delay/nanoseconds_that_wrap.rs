//! Belief: 64 bits of nanoseconds last for centuries, so they hold every end.
//! Rejected by: a_poll_before_the_end_is_pending
//! Saying: does its end begin again at zero

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
    /// In nanoseconds.
    end: u64,
    alarm_is_set: bool,
    /// Shared with the alarm, which finds here whom to wake.
    waker: Arc<Mutex<Option<Waker>>>,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    Delay {
        clock,
        end: nanoseconds(clock.now()).wrapping_add(nanoseconds(duration)),
        alarm_is_set: false,
        waker: Arc::default(),
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // Before the look at the clock: an alarm that rings after it must find this waker.
        *lock(&self.waker) = Some(cx.waker().clone());
        if nanoseconds(self.clock.now()) >= self.end {
            return Poll::Ready(());
        }
        if !self.alarm_is_set {
            self.alarm_is_set = true;
            let waker = Arc::clone(&self.waker);
            let ring = move || {
                // Taken out first: whoever is woken may want the lock.
                let waker = lock(&waker).take();
                if let Some(waker) = waker {
                    waker.wake();
                }
            };
            // With no lock held: it may ring before `call_at` returns.
            self.clock
                .call_at(Duration::from_nanos(self.end), Box::new(ring));
        }
        Poll::Pending
    }
}

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        // The alarm still shares the place, and may ring much later.
        lock(&self.waker).take();
    }
}

fn nanoseconds(of: Duration) -> u64 {
    of.as_nanos() as u64
}

fn lock(waker: &Mutex<Option<Waker>>) -> MutexGuard<'_, Option<Waker>> {
    waker.lock().unwrap_or_else(PoisonError::into_inner)
}
