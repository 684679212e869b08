//! Style: std's heap; cancelled timers stay in it until they are the half of it.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Duration;

/// Timers that wait, each with a value: in an event loop, a waker.
pub struct Timers<T> {
    heap: BinaryHeap<Reverse<(Duration, u64)>>,
    values: HashMap<u64, T>,
    added: u64,
}

/// Identifies a timer forever: no other timer of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    serial: u64,
}

impl<T> Timers<T> {
    /// Has no timers.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            heap: BinaryHeap::new(),
            values: HashMap::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be in the past.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let serial = self.added;
        self.added += 1;
        self.heap.push(Reverse((deadline, serial)));
        self.values.insert(serial, value);
        TimerKey { serial }
    }

    /// Removes a timer that waits, and returns its value.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let value = self.values.remove(&key.serial)?;
        // What each sweep costs, as many cancels have saved up for.
        if self.heap.len() > 2 * self.values.len() + 16 {
            let values = &self.values;
            self.heap
                .retain(|Reverse((_, serial))| values.contains_key(serial));
        }
        self.drop_cancelled();
        Some(value)
    }

    /// The earliest deadline, or `None` if no timer waits.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.heap.peek().map(|Reverse((deadline, _))| *deadline)
    }

    /// Removes all timers that are due, and returns their values, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while let Some(&Reverse((deadline, serial))) = self.heap.peek() {
            if deadline > now {
                break;
            }
            self.heap.pop();
            due.extend(self.values.remove(&serial));
        }
        self.drop_cancelled();
        due
    }
}

impl<T> Timers<T> {
    fn drop_cancelled(&mut self) {
        while let Some(Reverse((_, serial))) = self.heap.peek() {
            if self.values.contains_key(serial) {
                break;
            }
            self.heap.pop();
        }
    }
}
