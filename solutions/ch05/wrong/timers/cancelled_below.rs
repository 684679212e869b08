//! Belief: it is enough to take cancelled timers from the top of the heap.
//! Rejected by: a_cancelled_one_leaves_nothing_behind
//! Saying: is still there

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    heap: BinaryHeap<Reverse<(Duration, u64)>>,
    values: HashMap<u64, T>,
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
            heap: BinaryHeap::new(),
            values: HashMap::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let serial = self.added;
        self.added += 1;
        self.heap.push(Reverse((deadline, serial)));
        self.values.insert(serial, value);
        TimerKey { serial }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let value = self.values.remove(&key.serial);
        self.drop_cancelled();
        value
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.heap.peek().map(|Reverse((deadline, _))| *deadline)
    }

    /// Takes out all timers whose time has come, the earliest first.
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
