//! Belief: whoever made the clock also wakes whoever waits for it.
//! Rejected by: no_waker_is_called_before_its_time
//! Saying: and none at 350ms

use std::pin::Pin;
use std::task::{Context, Poll};
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
    _clock: &'a C,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, _: Duration) -> Delay<'_, C> {
    Delay { _clock: clock }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}
