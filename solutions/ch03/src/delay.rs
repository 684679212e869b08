//! # A delay
//!
//! ```
//! let pause = delay(&clock, Duration::from_millis(100));
//! pause.await;
//! // It is ready when the clock shows 100 ms more than when delay was called.
//! ```
//!
//! The clock can call a function at a given time: it rings an alarm. To await that, you need a future
//! that stores a waker for the callback of the alarm. The difficulties: each poll may bring another
//! waker, the alarm may ring at any moment and on another thread, and it still rings after the future
//! was dropped.
//!
//! Write `delay` and `Delay`. Requirements:
//!
//! The time:
//!
//! 1. The time counts from the call of `delay`, as with tokio's `sleep`, and not from the first poll.
//! 2. A poll before the end returns Pending, for whatever reason the task is polled. The end is exact
//!    to the nanosecond.
//! 3. A poll at the end or later is ready: the clock decides, even if the alarm has not rung yet.
//!    This holds for the first poll too, and for a duration of zero.
//!
//! The alarm:
//!
//! 4. A future that has returned Pending has set one alarm, for its end. Later polls set no other
//!    alarm, even if another task polls.
//! 5. When the alarm rings, it calls the waker of the latest poll, once. It calls no earlier waker.
//! 6. The alarm may ring on another thread, and at any moment: before `call_at` returns, or in the
//!    middle of a later poll. Each time, either that poll is ready or its waker is called.
//! 7. Hold no lock around `call_at` that the callback needs. You may hold one around `now`, because
//!    `now` does not wait for an alarm.
//! 8. No poll blocks the thread, and no waker is called before the end.
//!
//! Several delays, and dropping:
//!
//! 9. Several delays on one clock do not affect each other, even if one task waits for two of them.
//! 10. From the drop on, no waker is stored for this future and none is called: neither by the drop
//!     nor by the alarm, which still rings. The callback does not panic then.
//!
//! Left open: an end that is too large for a `Duration` may panic or wait forever. The call of
//! `delay` or the first poll may set the alarm, even if there is no time to wait for. After a poll
//! was ready, the alarm may call the latest waker, and you may keep that waker until the drop. The
//! checks call only `delay`, which may return another type than `Delay`.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
    /// Shared with the alarm, which finds the waker here.
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
        // Before the clock is read: an alarm that rings after that must find this waker.
        *lock(&self.waker) = Some(cx.waker().clone());
        if self.clock.now() >= self.end {
            return Poll::Ready(());
        }
        if !self.alarm_is_set {
            self.alarm_is_set = true;
            let waker = Arc::clone(&self.waker);
            let ring = move || {
                // Taken out first: the task that is woken may want the lock.
                let waker = lock(&waker).take();
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
        // The callback of the alarm still shares it, and may be called much later.
        lock(&self.waker).take();
    }
}

fn lock(waker: &Mutex<Option<Waker>>) -> MutexGuard<'_, Option<Waker>> {
    waker.lock().unwrap_or_else(PoisonError::into_inner)
}
