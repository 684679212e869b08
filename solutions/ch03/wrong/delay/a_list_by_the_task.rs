//! Belief: a task waits for one delay, so its waker tells which one it is.
//! Rejected by: two_on_one_clock_do_not_disturb_each_other
//! Saying: was not called for the other

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
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
    number: usize,
    alarm_is_set: bool,
    waker: Option<Waker>,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    Delay {
        clock,
        end: clock.now() + duration,
        number: NEXT.fetch_add(1, Relaxed),
        alarm_is_set: false,
        waker: None,
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // Before the look at the clock: an alarm that rings after it must find this waker.
        self.leave();
        let waker = cx.waker().clone();
        lock().push((self.number, waker.clone()));
        self.waker = Some(waker);
        if self.clock.now() >= self.end {
            return Poll::Ready(());
        }
        if !self.alarm_is_set {
            self.alarm_is_set = true;
            let number = self.number;
            let ring = move || {
                let mut waiting = lock();
                let place = waiting.iter().position(|(one, _)| *one == number);
                let waker = place.map(|place| waiting.swap_remove(place).1);
                drop(waiting);
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
        self.leave();
    }
}

impl<C> Delay<'_, C> {
    /// Takes the task out of the list.
    fn leave(&mut self) {
        if let Some(mine) = self.waker.take() {
            lock().retain(|(_, waker)| !waker.will_wake(&mine));
        }
    }
}

/// The tasks that wait, each with the number of its alarm.
static WAITING: Mutex<Vec<(usize, Waker)>> = Mutex::new(Vec::new());

static NEXT: AtomicUsize = AtomicUsize::new(0);

fn lock() -> MutexGuard<'static, Vec<(usize, Waker)>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}
