//! # A heap of timers
//!
//! A thousand tasks sleep, each until a time of its own. The loop has one question for them all:
//! how long may I sleep? And when it wakes: whose time has come? Most timers never fire, because
//! the reply came in time and the timeout is cancelled.
//!
//! Write `Timers`. It is judged by these promises:
//!
//! - `next_deadline` is the earliest deadline of the timers that are still to fire, exactly; a
//!   timer that was cancelled, or has fired, does not count.
//! - `expire(now)` gives the values of all timers whose deadline is `now` or earlier, each once, in
//!   the order of their deadlines, and those with the same deadline in the order in which they were
//!   added.
//! - `cancel` gives back the value of a timer that has not fired, and the timer never fires. Of a
//!   timer that has fired or was cancelled it gives `None`, also when its place is used by another
//!   one long since.
//! - A timer that was cancelled, or has fired, leaves nothing behind: a million that come and go, one
//!   after another, take no more room than one. To clear out the dead now and then is allowed.
//! - A hundred thousand timers are no trouble: what is done for each of them does not go through all
//!   the others each time, nor does `next_deadline`. A `cancel` may go through those that have the
//!   same deadline.
//!
//! The time is given to you, as the time since the loop began. Nothing here looks at a clock.

use std::marker::PhantomData;
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    // Replace it by what you keep of each timer.
    values: PhantomData<T>,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    // Replace it by whatever tells one timer from another.
    key: u64,
}

impl<T> Timers<T> {
    /// No timer.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            values: PhantomData,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        // So that the stub compiles without a warning: delete these lines.
        let (_, _) = (value, TimerKey { key: 0 }.key);
        todo!("keep the value until {deadline:?}")
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        todo!("take out {key:?}, where it is still to fire")
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        todo!("find the earliest deadline")
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        todo!("take out what is due at {now:?}")
    }
}
