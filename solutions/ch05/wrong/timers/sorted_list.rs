//! Belief: in a sorted list everything is found fast, so everything is fast.
//! Rejected by: a_hundred_thousand_are_no_trouble
//! Saying: all the others

use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    timers: Vec<(TimerKey, T)>,
    added: u64,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimerKey {
    deadline: Duration,
    serial: u64,
}

impl<T> Timers<T> {
    /// No timer.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            timers: Vec::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let key = TimerKey {
            deadline,
            serial: self.added,
        };
        self.added += 1;
        let at = self.timers.partition_point(|(other, _)| *other < key);
        self.timers.insert(at, (key, value));
        key
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let at = self
            .timers
            .binary_search_by_key(&key, |timer| timer.0)
            .ok()?;
        Some(self.timers.remove(at).1)
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.timers.first().map(|(key, _)| key.deadline)
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let due = self.timers.partition_point(|(key, _)| key.deadline <= now);
        self.timers.drain(..due).map(|(_, value)| value).collect()
    }
}
