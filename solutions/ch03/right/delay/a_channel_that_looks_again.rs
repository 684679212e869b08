//! Style: a oneshot channel that is polled before the alarm is set; where it has rung, it looks again.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::channel::oneshot::{self, Receiver};

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
    rung: Option<Receiver<()>>,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    let end = clock.now().checked_add(duration).unwrap_or(Duration::MAX);
    Delay {
        clock,
        end,
        rung: None,
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        if this.clock.now() >= this.end {
            this.rung = None;
            return Poll::Ready(());
        }
        let mut to_set = None;
        let rung = this.rung.get_or_insert_with(|| {
            let (alarm, rung) = oneshot::channel();
            to_set = Some(alarm);
            rung
        });
        // The receiver leaves the waker, or says that it has rung since the look above.
        let has_rung = Pin::new(rung).poll(cx).is_ready();
        if let Some(alarm) = to_set {
            let ring = move || alarm.send(()).unwrap_or_default();
            this.clock.call_at(this.end, Box::new(ring));
        }
        if has_rung && this.clock.now() >= this.end {
            this.rung = None;
            return Poll::Ready(());
        }
        Poll::Pending
    }
}
