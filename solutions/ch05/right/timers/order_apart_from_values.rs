//! Style: a sorted set of deadlines and numbers, the values in a hash map.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    order: BTreeSet<(Duration, u64)>,
    values: HashMap<u64, (Duration, T)>,
    added: u64,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    serial: u64,
}

impl<T> Timers<T> {
    /// No timer.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            order: BTreeSet::new(),
            values: HashMap::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        self.added += 1;
        let serial = self.added;
        self.order.insert((deadline, serial));
        self.values.insert(serial, (deadline, value));
        TimerKey { serial }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let (deadline, value) = self.values.remove(&key.serial)?;
        self.order.remove(&(deadline, key.serial));
        Some(value)
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.order.first().map(|(deadline, _)| *deadline)
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while self.next_deadline().is_some_and(|next| next <= now) {
            if let Some((_, serial)) = self.order.pop_first() {
                due.extend(self.values.remove(&serial).map(|(_, value)| value));
            }
        }
        due
    }
}
