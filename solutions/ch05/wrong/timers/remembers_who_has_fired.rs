//! Belief: `cancel` has to know who has fired.
//! Rejected by: a_cancelled_one_leaves_nothing_behind
//! Saying: is still there

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    timers: BTreeMap<(Duration, u64), T>,
    added: u64,
    fired: HashSet<u64>,
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
            fired: HashSet::new(),
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let number = self.added;
        self.added += 1;
        self.timers.insert((deadline, number), value);
        TimerKey { deadline, number }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        if self.fired.contains(&key.number) {
            return None;
        }
        self.timers.remove(&(key.deadline, key.number))
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.timers.first_key_value().map(|(key, _)| key.0)
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while let Some(first) = self.timers.first_entry()
            && first.key().0 <= now
        {
            self.fired.insert(first.key().1);
            due.push(first.remove());
        }
        due
    }
}
