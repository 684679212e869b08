//! Belief: what is cancelled leaves a gap in the queue of its deadline, which goes with the queue.
//! Rejected by: a_cancelled_one_leaves_nothing_behind
//! Saying: is still there

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    // For each deadline: how many are still to fire, the number of the first, and their queue.
    timers: BTreeMap<Duration, (usize, u64, VecDeque<Option<T>>)>,
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
        let bucket = self
            .timers
            .entry(deadline)
            .or_insert_with(|| (0, number, Default::default()));
        while bucket.1 + (bucket.2.len() as u64) < number {
            bucket.2.push_back(None);
        }
        bucket.2.push_back(Some(value));
        bucket.0 += 1;
        TimerKey { deadline, number }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let bucket = self.timers.get_mut(&key.deadline)?;
        let value = bucket
            .2
            .get_mut(key.number.checked_sub(bucket.1)? as usize)?
            .take()?;
        bucket.0 -= 1;
        if bucket.0 == 0 {
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
            due.extend(first.remove().2.into_iter().flatten());
        }
        due
    }
}
