//! Belief: a place that was given back is free for the next one.
//! Rejected by: one_that_was_dropped_does_not_disturb_the_others
//! Saying: after 100ms its waker was called once; wanted: never

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
    place: usize,
}

/// For each place: whether it is taken, and whom to wake.
static PLACES: Mutex<Vec<Option<Option<Waker>>>> = Mutex::new(Vec::new());

fn places() -> MutexGuard<'static, Vec<Option<Option<Waker>>>> {
    PLACES.lock().unwrap()
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    let mut all = places();
    let place = all.iter().position(Option::is_none).unwrap_or(all.len());
    if place == all.len() {
        all.push(None);
    }
    all[place] = Some(None);
    drop(all);
    let end = clock.now() + duration;
    clock.call_at(
        end,
        Box::new(move || {
            let waker = places()[place].as_mut().and_then(Option::take);
            if let Some(waker) = waker {
                waker.wake();
            }
        }),
    );
    Delay { clock, end, place }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        places()[self.place] = Some(Some(cx.waker().clone()));
        if self.clock.now() >= self.end {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        places()[self.place] = None;
    }
}
