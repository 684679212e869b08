//! Style: the AtomicWaker of `futures`, and an alarm that the call of `delay` sets.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::task::AtomicWaker;

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
    waker: Arc<AtomicWaker>,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    let end = clock.now().saturating_add(duration);
    let waker = Arc::new(AtomicWaker::new());
    let alarm = Arc::clone(&waker);
    clock.call_at(end, Box::new(move || alarm.wake()));
    Delay { clock, end, waker }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.waker.register(cx.waker());
        if self.clock.now() < self.end {
            return Poll::Pending;
        }
        drop(self.waker.take());
        Poll::Ready(())
    }
}

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        drop(self.waker.take());
    }
}
