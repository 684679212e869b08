//! Belief: two deadlines in the same microsecond may come in any order.
//! Rejected by: the_due_ones_come_in_the_order_of_their_deadlines
//! Saying: a few nanoseconds apart

use std::collections::BTreeMap;
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    timers: BTreeMap<(u64, u64), (Duration, T)>,
    added: u64,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    deadline: u64,
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
        let (micros, number) = (deadline.as_micros() as u64, self.added);
        self.added += 1;
        self.timers.insert((micros, number), (deadline, value));
        TimerKey {
            deadline: micros,
            number,
        }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        Some(self.timers.remove(&(key.deadline, key.number))?.1)
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.timers.first_key_value().map(|(_, value)| value.0)
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while let Some(first) = self.timers.first_entry()
            && first.get().0 <= now
        {
            due.push(first.remove().1);
        }
        due
    }
}
