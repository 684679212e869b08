//! Belief: a deadline whose last timer was cancelled has no timers, so it does no harm.
//! Rejected by: next_deadline_is_the_earliest_still_to_fire
//! Saying: cancelled

use std::collections::BTreeMap;
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    pending: BTreeMap<Duration, BTreeMap<u64, T>>,
    added: u64,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    deadline: Duration,
    serial: u64,
}

impl<T> Timers<T> {
    /// No timer.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            pending: BTreeMap::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let serial = self.added;
        self.added += 1;
        self.pending
            .entry(deadline)
            .or_default()
            .insert(serial, value);
        TimerKey { deadline, serial }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        self.pending.get_mut(&key.deadline)?.remove(&key.serial)
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.pending.keys().next().copied()
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while let Some(first) = self.pending.first_entry() {
            if *first.key() > now {
                break;
            }
            due.extend(first.remove().into_values());
        }
        due
    }
}
