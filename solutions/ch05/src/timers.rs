//! # A heap of timers
//!
//! Timers in the order of their deadlines: the loop asks for the earliest before each sleep, and removes
//! the ones that are due after it. Most timers are cancelled.

use std::collections::BTreeMap;
use std::time::Duration;

/// Timers that wait, each with a value: in an event loop, a waker.
pub struct Timers<T> {
    // A tree instead of a binary heap: it removes from the middle as fast as from the front, so a
    // cancelled timer is gone at once.
    pending: BTreeMap<TimerKey, T>,
    added: u64,
}

/// Identifies a timer forever: no other timer of the same `Timers` gets the same key.
// The derived order compares the fields from top to bottom: deadlines first, then the order of adding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimerKey {
    deadline: Duration,
    serial: u64,
}

impl<T> Timers<T> {
    /// Has no timers.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            pending: BTreeMap::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be in the past.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let serial = self.added;
        self.added += 1;
        let key = TimerKey { deadline, serial };
        self.pending.insert(key, value);
        key
    }

    /// Removes a timer that waits, and returns its value.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        self.pending.remove(&key)
    }

    /// The earliest deadline, or `None` if no timer waits.
    pub fn next_deadline(&self) -> Option<Duration> {
        let (key, _) = self.pending.first_key_value()?;
        Some(key.deadline)
    }

    /// Removes all timers that are due, and returns their values, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while let Some(first) = self.pending.first_entry() {
            if first.key().deadline > now {
                break;
            }
            due.push(first.remove());
        }
        due
    }
}
