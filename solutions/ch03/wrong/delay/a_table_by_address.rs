//! Belief: what is pinned keeps its address, so a table by address can hold the wakers.
//! Rejected by: one_that_was_dropped_does_not_disturb_the_others
//! Saying: was called once; wanted: never

use std::cell::Cell;
use std::collections::BTreeMap;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
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
    alarm_is_set: Cell<bool>,
    _pinned: PhantomPinned,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    Delay {
        clock,
        end: clock.now() + duration,
        alarm_is_set: Cell::new(false),
        _pinned: PhantomPinned,
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // Before the look at the clock: an alarm that rings after it must find this waker.
        let address = std::ptr::from_ref(&*self).addr();
        lock().insert(address, cx.waker().clone());
        if self.clock.now() >= self.end {
            return Poll::Ready(());
        }
        if !self.alarm_is_set.replace(true) {
            let ring = move || {
                // Taken out first: whoever is woken may want the lock.
                let waker = lock().remove(&address);
                if let Some(waker) = waker {
                    waker.wake();
                }
            };
            // With no lock held: it may ring before `call_at` returns.
            self.clock.call_at(self.end, Box::new(ring));
        }
        Poll::Pending
    }
}

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        lock().remove(&std::ptr::from_ref(self).addr());
    }
}

/// Whom the alarm of each one wakes.
static WAKERS: Mutex<BTreeMap<usize, Waker>> = Mutex::new(BTreeMap::new());

fn lock() -> MutexGuard<'static, BTreeMap<usize, Waker>> {
    WAKERS.lock().unwrap_or_else(PoisonError::into_inner)
}
