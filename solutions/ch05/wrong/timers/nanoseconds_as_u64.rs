//! Belief: a u64 of nanoseconds holds every time.
//! Rejected by: next_deadline_is_the_earliest_still_to_fire
//! Saying: longest time

use std::collections::BTreeMap;
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    pending: BTreeMap<(u64, u64), T>,
    added: u64,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    id: (u64, u64),
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
        let id = (deadline.as_nanos() as u64, self.added);
        self.added += 1;
        self.pending.insert(id, value);
        TimerKey { id }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        self.pending.remove(&key.id)
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        let ((deadline, _), _) = self.pending.first_key_value()?;
        Some(Duration::from_nanos(*deadline))
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let now = now.as_nanos() as u64;
        let mut due = Vec::new();
        while let Some(first) = self.pending.first_entry() {
            if first.key().0 > now {
                break;
            }
            due.push(first.remove());
        }
        due
    }
}
