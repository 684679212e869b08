//! Belief: who is cancelled must be remembered, so that it does not fire.
//! Rejected by: a_cancelled_one_leaves_nothing_behind
//! Saying: is still there

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    heap: BinaryHeap<Reverse<(Duration, u64)>>,
    values: HashMap<u64, T>,
    added: u64,
    cancelled: HashSet<u64>,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    number: u64,
}

impl<T> Timers<T> {
    /// No timer.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            heap: BinaryHeap::new(),
            values: HashMap::new(),
            added: 0,
            cancelled: HashSet::new(),
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        self.added += 1;
        let number = self.added;
        self.heap.push(Reverse((deadline, number)));
        self.values.insert(number, value);
        TimerKey { number }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        self.cancelled.insert(key.number);
        let value = self.values.remove(&key.number)?;
        if self.heap.len() > 2 * self.values.len() + 16 {
            let values = &self.values;
            self.heap
                .retain(|Reverse((_, number))| values.contains_key(number));
        }
        self.clear_top();
        Some(value)
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.heap.peek().map(|Reverse((deadline, _))| *deadline)
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while let Some(Reverse((deadline, number))) = self.heap.peek().copied()
            && deadline <= now
        {
            self.heap.pop();
            due.extend(self.values.remove(&number));
        }
        self.clear_top();
        due
    }

    fn clear_top(&mut self) {
        while let Some(Reverse((_, number))) = self.heap.peek()
            && !self.values.contains_key(number)
        {
            self.heap.pop();
        }
    }
}
