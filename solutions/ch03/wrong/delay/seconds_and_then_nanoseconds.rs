//! Belief: more time has passed if both parts of it are larger: the seconds, and the rest.
//! Rejected by: a_poll_at_the_end_or_later_is_ready
//! Saying: after 1.1s a poll returned Pending

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
    start: Duration,
    duration: Duration,
    waker: Arc<Mutex<Option<Waker>>>,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    let start = clock.now();
    let end = start + duration;
    let waker = Arc::<Mutex<Option<Waker>>>::default();
    let told = Arc::clone(&waker);
    clock.call_at(
        end,
        Box::new(move || {
            let waker = told.lock().unwrap().take();
            if let Some(waker) = waker {
                waker.wake();
            }
        }),
    );
    Delay {
        clock,
        start,
        duration,
        waker,
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        *self.waker.lock().unwrap() = Some(cx.waker().clone());
        let (passed, wanted) = (self.clock.now() - self.start, self.duration);
        if passed.as_secs() >= wanted.as_secs() && passed.subsec_nanos() >= wanted.subsec_nanos() {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        self.waker.lock().unwrap().take();
    }
}
