//! Belief: a callback runs on the thread that asked for it.
//! Rejected by: the_alarm_may_ring_on_another_thread
//! Saying: find on every thread

use std::cell::RefCell;
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
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
    id: u64,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    Delay {
        clock,
        end: clock.now() + duration,
        alarm_is_set: false,
        id: NEXT.fetch_add(1, Ordering::Relaxed),
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        WAKERS.with_borrow_mut(|wakers| wakers.insert(self.id, cx.waker().clone()));
        if self.clock.now() >= self.end {
            return Poll::Ready(());
        }
        if !self.alarm_is_set {
            self.alarm_is_set = true;
            let id = self.id;
            let ring = move || {
                let waker = WAKERS.with_borrow_mut(|wakers| wakers.remove(&id));
                if let Some(waker) = waker {
                    waker.wake();
                }
            };
            self.clock.call_at(self.end, Box::new(ring));
        }
        Poll::Pending
    }
}

static NEXT: AtomicU64 = AtomicU64::new(0);

thread_local! {
    // Wakers need not be sent anywhere if the callback looks them up here.
    static WAKERS: RefCell<HashMap<u64, Waker>> = RefCell::default();
}

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        WAKERS.with_borrow_mut(|wakers| wakers.remove(&self.id));
    }
}
