//! Belief: a heap keeps the order of equals.
//! Rejected by: equal_deadlines_fire_in_the_order_of_adding
//! Saying: came before

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    heap: BinaryHeap<Timer<T>>,
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
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let serial = self.added;
        self.added += 1;
        self.heap.push(Timer {
            deadline,
            serial,
            value,
        });
        TimerKey { serial }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let mut found = None;
        for timer in std::mem::take(&mut self.heap) {
            if timer.serial == key.serial {
                found = Some(timer.value);
            } else {
                self.heap.push(timer);
            }
        }
        found
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.heap.peek().map(|timer| timer.deadline)
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while self.next_deadline().is_some_and(|next| next <= now) {
            due.extend(self.heap.pop().map(|timer| timer.value));
        }
        due
    }
}

struct Timer<T> {
    deadline: Duration,
    serial: u64,
    value: T,
}

impl<T> Ord for Timer<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.deadline.cmp(&self.deadline)
    }
}

impl<T> PartialOrd for Timer<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Timer<T> {
    fn eq(&self, other: &Self) -> bool {
        self.deadline == other.deadline
    }
}

impl<T> Eq for Timer<T> {}
