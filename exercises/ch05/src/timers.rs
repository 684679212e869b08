//! # A heap of timers
//!
//! ```
//! let key = timers.add(Duration::from_millis(30), waker);
//! timers.next_deadline(); // Some(30ms): the loop may sleep until then.
//! timers.expire(now); // The wakers that are due at `now`. `timers.cancel(key)` removes one earlier.
//! ```
//!
//! Before each sleep an event loop asks how long it may sleep; after it, which timers are due. Thousands of tasks
//! may sleep at once. Most timers are timeouts, and most timeouts are cancelled because the reply came in time. If
//! cancelled timers stay in memory, or if each question searches all timers, the loop has time for nothing else.
//!
//! Write `Timers`. A timer waits until it has fired (`expire` has returned its value) or was cancelled.
//! Requirements:
//!
//! Deadlines
//!
//! 1. `next_deadline` returns the earliest deadline of the timers that wait, to the nanosecond, or `None`.
//! 2. `expire(now)` returns the values of all timers that wait and whose deadline is `now` or earlier. It returns
//!    each value once, in the order of the deadlines.
//! 3. Timers with the same deadline come in the order in which they were added.
//! 4. A deadline may be in the past when its timer is added. A deadline, and `now`, may be `Duration::MAX`.
//!
//! Cancelling
//!
//! 5. `cancel` returns the value of a timer that waits. That timer never fires, and no other timer is affected.
//! 6. `cancel` returns `None` if the timer has fired or was cancelled. That stays so forever, however many other
//!    timers come and go.
//!
//! Memory and time
//!
//! 7. A timer that has fired or was cancelled leaves nothing behind: its value is given back, and a million timers
//!    that come and go one after another need no more memory than a few.
//! 8. With 100,000 timers, no call goes through all of them each time it is made. A `cancel` may search the timers
//!    that have the same deadline as the cancelled one.
//!
//! All times are given to you, counted from the start of the loop. Do not read a clock.
//!
//! Left open: whether memory is cleaned up at once or now and then, and what a key does in another `Timers`.

use std::marker::PhantomData;
use std::time::Duration;

/// Timers that wait, each with a value: in an event loop, a waker.
pub struct Timers<T> {
    // Replace this by what you keep of each timer.
    values: PhantomData<T>,
}

/// Identifies a timer forever: no other timer of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    // Replace this by what tells one timer from another.
    key: u64,
}

impl<T> Timers<T> {
    /// Has no timers.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            values: PhantomData,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be in the past.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        // So that the stub compiles without a warning: delete these lines.
        let (_, _) = (value, TimerKey { key: 0 }.key);
        todo!("keep the value until {deadline:?}")
    }

    /// Removes a timer that waits, and returns its value.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        todo!("remove {key:?}, if it waits")
    }

    /// The earliest deadline, or `None` if no timer waits.
    pub fn next_deadline(&self) -> Option<Duration> {
        todo!("find the earliest deadline")
    }

    /// Removes all timers that are due, and returns their values, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        todo!("remove what is due at {now:?}")
    }
}
