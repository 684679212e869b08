//! # A delay
//!
//! Somebody else knows the time: an alarm clock, which calls a function back when a moment has come. A
//! task wants to write `delay(&clock, duration).await`. Between the two stands a future that keeps a
//! waker for the callback. Which waker, and what if the callback comes before `call_at` has returned, or
//! when nobody waits any more?
//!
//! Write `delay` and `Delay`. It is judged by these promises:
//!
//! - The time counts from the call of `delay`, as with tokio's `sleep`. A poll at its end or later is
//!   ready, and a poll before that is not: what the clock shows is what counts, also where the alarm is
//!   late. Where the time is over already when it is first polled, or there is none to wait for, it is
//!   ready at once. With an end that no `Duration` can hold, it may panic or wait without end.
//! - While it waits it has set one alarm, for its end, however often and by whomever it is polled. The
//!   call of `delay` may set it, or the first poll; also where there is no time to wait for.
//! - When the alarm rings, the waker of the latest poll is called, once; an older one is not. Where that
//!   poll was ready already, a waker may be called or none, and kept until the drop.
//! - The alarm may ring on another thread, and at any moment: while it is being set, before `call_at`
//!   returns, or in the middle of a later poll. It is never given up: sooner or later it rings. `now`
//!   does not wait for it, so you may hold a lock of yours around `now`, but not around `call_at`.
//! - It blocks no thread, and calls no waker before its time. Two on one clock do not disturb each
//!   other.
//! - Whoever drops it does not wait any more: no waker is kept for it from then on, and the late alarm
//!   hurts nobody.
//!
//! The checks call `delay` alone: it may return a future of another type than `Delay`.

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
    clock: &'a C,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    let future = Delay { clock };
    todo!("it is {:?}: wait for {duration:?}", future.clock.now())
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // So that the stub compiles without a warning: delete this line.
        let _ = cx;
        todo!("it is {:?}: is it time?", self.clock.now())
    }
}
