//! Belief: a loop over the timers is quick enough.
//! Rejected by: a_hundred_thousand_are_no_trouble
//! Saying: all the others

use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    timers: Vec<(Duration, u64, T)>,
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
            timers: Vec::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let serial = self.added;
        self.added += 1;
        self.timers.push((deadline, serial, value));
        TimerKey { serial }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let at = self.timers.iter().position(|timer| timer.1 == key.serial)?;
        Some(self.timers.swap_remove(at).2)
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.timers.iter().map(|timer| timer.0).min()
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        self.timers
            .sort_by_key(|(deadline, serial, _)| (*deadline, *serial));
        let due = self.timers.partition_point(|timer| timer.0 <= now);
        self.timers
            .drain(..due)
            .map(|(_, _, value)| value)
            .collect()
    }
}
