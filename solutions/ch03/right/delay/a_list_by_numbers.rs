//! Style: a list of all wakers, by a number that is never used again.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};
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
    number: u64,
}

static WAITING: Mutex<BTreeMap<u64, Waker>> = Mutex::new(BTreeMap::new());
static NEXT: AtomicU64 = AtomicU64::new(0);

fn waiting() -> MutexGuard<'static, BTreeMap<u64, Waker>> {
    WAITING.lock().unwrap()
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let end = clock.now().saturating_add(duration);
    clock.call_at(
        end,
        Box::new(move || {
            let waker = waiting().remove(&number);
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
        waiting().insert(self.number, cx.waker().clone());
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
