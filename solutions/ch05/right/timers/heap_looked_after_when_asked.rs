//! Style: a heap in a RefCell: asking for the earliest throws away the dead ones above it.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Duration;

/// Timers that wait, each with a value: in an event loop, a waker.
pub struct Timers<T> {
    heap: RefCell<BinaryHeap<Reverse<(Duration, u64)>>>,
    values: HashMap<u64, T>,
    added: u64,
}

/// Identifies a timer forever: no other timer of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    number: u64,
}

impl<T> Timers<T> {
    /// Has no timers.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            heap: RefCell::default(),
            values: HashMap::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be in the past.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        if self.heap.get_mut().len() > 1000 && self.heap.get_mut().len() > 2 * self.values.len() {
            let values = &self.values;
            self.heap
                .get_mut()
                .retain(|Reverse((_, number))| values.contains_key(number));
        }
        self.added += 1;
        let number = self.added;
        self.heap.get_mut().push(Reverse((deadline, number)));
        self.values.insert(number, value);
        TimerKey { number }
    }

    /// Removes a timer that waits, and returns its value.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        self.values.remove(&key.number)
    }

    /// The earliest deadline, or `None` if no timer waits.
    pub fn next_deadline(&self) -> Option<Duration> {
        let mut heap = self.heap.borrow_mut();
        loop {
            let Reverse((deadline, number)) = *heap.peek()?;
            if self.values.contains_key(&number) {
                return Some(deadline);
            }
            heap.pop();
        }
    }

    /// Removes all timers that are due, and returns their values, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while self.next_deadline().is_some_and(|deadline| deadline <= now) {
            let Some(Reverse((_, number))) = self.heap.get_mut().pop() else {
                break;
            };
            due.extend(self.values.remove(&number));
        }
        due
    }
}
