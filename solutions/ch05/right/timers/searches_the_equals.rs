//! Style: for each deadline a list of those that have it, which is searched.

use std::collections::BTreeMap;
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    timers: BTreeMap<Duration, Vec<(u64, T)>>,
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
            timers: BTreeMap::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let number = self.added;
        self.added += 1;
        self.timers
            .entry(deadline)
            .or_default()
            .push((number, value));
        TimerKey { deadline, number }
    }

    /// Takes a timer out before it fires.
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

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.timers.keys().next().copied()
    }

    /// Takes out all timers whose time has come, the earliest first.
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
