//! Style: a heap of numbers, a hash map of those that live, and a burial when most are dead.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    /// On top is always one that is still to fire; below may be dead ones, fewer than living ones.
    heap: BinaryHeap<Reverse<(Duration, u64)>>,
    living: HashMap<u64, T>,
    next: u64,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    key: u64,
}

impl<T> Timers<T> {
    /// No timer.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            heap: BinaryHeap::new(),
            living: HashMap::new(),
            next: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let key = self.next;
        self.next += 1;
        self.heap.push(Reverse((deadline, key)));
        self.living.insert(key, value);
        TimerKey { key }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let value = self.living.remove(&key.key)?;
        self.bury();
        Some(value)
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.heap.peek().map(|Reverse((deadline, _))| *deadline)
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = vec![];
        while self.next_deadline().is_some_and(|next| next <= now) {
            if let Some(Reverse((_, key))) = self.heap.pop() {
                due.extend(self.living.remove(&key));
            }
        }
        self.bury();
        due
    }

    /// Takes the dead ones off the top, and all of them where they are the greater half.
    fn bury(&mut self) {
        let living = &self.living;
        if self.heap.len() > 2 * living.len() {
            self.heap
                .retain(|Reverse((_, key))| living.contains_key(key));
        }
        while let Some(Reverse((_, key))) = self.heap.peek()
            && !living.contains_key(key)
        {
            self.heap.pop();
        }
    }
}
