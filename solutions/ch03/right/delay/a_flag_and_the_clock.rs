//! Style: a flag and a waker behind one lock, which is held while the clock is read.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
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
    shared: Arc<Mutex<Shared>>,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    Delay {
        clock,
        end: clock.now() + duration,
        alarm_is_set: false,
        shared: Arc::default(),
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut shared = self.shared.lock().unwrap();
        if shared.has_rung || self.clock.now() >= self.end {
            return Poll::Ready(());
        }
        shared.waker = Some(cx.waker().clone());
        drop(shared);
        if !self.alarm_is_set {
            self.alarm_is_set = true;
            let shared = Arc::clone(&self.shared);
            let ring = move || {
                let mut shared = shared.lock().unwrap();
                shared.has_rung = true;
                if let Some(waker) = shared.waker.take() {
                    waker.wake();
                }
            };
            self.clock.call_at(self.end, Box::new(ring));
        }
        Poll::Pending
    }
}

#[derive(Default)]
struct Shared {
    has_rung: bool,
    waker: Option<Waker>,
}

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        self.shared.lock().unwrap().waker = None;
    }
}
