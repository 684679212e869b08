//! Belief: the place in the queue of its deadline names a timer.
//! Rejected by: a_cancelled_one_gives_its_value_back_and_never_fires
//! Saying: another timer

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    pending: BTreeMap<Duration, VecDeque<T>>,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    deadline: Duration,
    place: usize,
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
        let queue = self.pending.entry(deadline).or_default();
        queue.push_back(value);
        let place = queue.len() - 1;
        TimerKey { deadline, place }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let queue = self.pending.get_mut(&key.deadline)?;
        let value = queue.remove(key.place);
        if queue.is_empty() {
            self.pending.remove(&key.deadline);
        }
        value
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
            due.extend(first.remove());
        }
        due
    }
}
