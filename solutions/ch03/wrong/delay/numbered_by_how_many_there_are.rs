//! Belief: how many there are is a number that nobody has yet.
//! Rejected by: one_that_was_dropped_does_not_disturb_the_others
//! Saying: its waker was called never; wanted: once

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard};
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
}

static WAITING: Mutex<BTreeMap<usize, Option<Waker>>> = Mutex::new(BTreeMap::new());

fn waiting() -> MutexGuard<'static, BTreeMap<usize, Option<Waker>>> {
    WAITING.lock().unwrap()
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    let mut all = waiting();
    let number = all.len();
    all.insert(number, None);
    drop(all);
    let end = clock.now() + duration;
    clock.call_at(
        end,
        Box::new(move || {
            let waker = waiting().get_mut(&number).and_then(Option::take);
            if let Some(waker) = waker {
                waker.wake();
            }
        }),
    );
    Delay { clock, end, number }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        waiting().insert(self.number, Some(cx.waker().clone()));
        if self.clock.now() >= self.end {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        waiting().remove(&self.number);
    }
}
