//! Belief: no two timers have the same deadline to the nanosecond.
//! Rejected by: equal_deadlines_fire_in_the_order_of_adding
//! Saying: the others did not

use std::collections::BTreeMap;
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    pending: BTreeMap<Duration, T>,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    deadline: Duration,
}

impl<T> Timers<T> {
    /// No timer.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            pending: BTreeMap::new(),
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        self.pending.insert(deadline, value);
        TimerKey { deadline }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        self.pending.remove(&key.deadline)
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
            due.push(first.remove());
        }
        due
    }
}
