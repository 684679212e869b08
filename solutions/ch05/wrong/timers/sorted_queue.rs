//! Belief: a `VecDeque` that is kept sorted, with a binary search, is as good as a heap.
//! Rejected by: a_hundred_thousand_are_no_trouble
//! Saying: or move them

use std::collections::VecDeque;
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    timers: VecDeque<(Duration, u64, T)>,
    added: u64,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    deadline: Duration,
    number: u64,
}

impl<T> Timers<T> {
    /// No timer.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            timers: VecDeque::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        self.added += 1;
        let number = self.added;
        let at = self
            .timers
            .partition_point(|timer| (timer.0, timer.1) < (deadline, number));
        self.timers.insert(at, (deadline, number, value));
        TimerKey { deadline, number }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let at = self
            .timers
            .binary_search_by_key(&(key.deadline, key.number), |timer| (timer.0, timer.1))
            .ok()?;
        Some(self.timers.remove(at)?.2)
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.timers.front().map(|timer| timer.0)
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let due = self.timers.partition_point(|timer| timer.0 <= now);
        self.timers.drain(..due).map(|timer| timer.2).collect()
    }
}
