//! Style: for each deadline a list of those that have it, which is searched.

use std::collections::BTreeMap;
use std::time::Duration;

/// Timers that wait, each with a value: in an event loop, a waker.
pub struct Timers<T> {
    timers: BTreeMap<Duration, Vec<(u64, T)>>,
    added: u64,
}

/// Identifies a timer forever: no other timer of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    deadline: Duration,
    number: u64,
}

impl<T> Timers<T> {
    /// Has no timers.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            timers: BTreeMap::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be in the past.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let number = self.added;
        self.added += 1;
        self.timers
            .entry(deadline)
            .or_default()
            .push((number, value));
        TimerKey { deadline, number }
    }

    /// Removes a timer that waits, and returns its value.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let bucket = self.timers.get_mut(&key.deadline)?;
        let at = bucket
            .iter()
            .position(|(number, _)| *number == key.number)?;
        let value = bucket.remove(at).1;
        if bucket.is_empty() {
            self.timers.remove(&key.deadline);
        }
        Some(value)
    }

    /// The earliest deadline, or `None` if no timer waits.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.timers.keys().next().copied()
    }

    /// Removes all timers that are due, and returns their values, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while let Some(first) = self.timers.first_entry()
            && *first.key() <= now
        {
            due.extend(first.remove().into_iter().map(|(_, value)| value));
        }
        due
    }
}
