//! Style: a tree of boxes that is kept flat by weights without a pattern.

use std::collections::HashMap;
use std::time::Duration;

type Link<T> = Option<Box<Node<T>>>;

struct Node<T> {
    at: (Duration, u64),
    weight: u64,
    value: T,
    left: Link<T>,
    right: Link<T>,
}

/// Timers that wait, each with a value: in an event loop, a waker.
pub struct Timers<T> {
    root: Link<T>,
    deadlines: HashMap<u64, Duration>,
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
            root: None,
            deadlines: HashMap::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be in the past.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        self.added += 1;
        let number = self.added;
        let weight = number
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(31)
            .wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let (left, right) = split(self.root.take(), (deadline, number));
        let node = Some(Box::new(Node {
            at: (deadline, number),
            weight,
            value,
            left: None,
            right: None,
        }));
        self.root = join(join(left, node), right);
        self.deadlines.insert(number, deadline);
        TimerKey { number }
    }

    /// Removes a timer that waits, and returns its value.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let deadline = self.deadlines.remove(&key.number)?;
        let (left, rest) = split(self.root.take(), (deadline, key.number));
        let (it, right) = split(rest, (deadline, key.number + 1));
        self.root = join(left, right);
        Some(it?.value)
    }

    /// The earliest deadline, or `None` if no timer waits.
    pub fn next_deadline(&self) -> Option<Duration> {
        let mut node = self.root.as_deref()?;
        while let Some(left) = node.left.as_deref() {
            node = left;
        }
        Some(node.at.0)
    }

    /// Removes all timers that are due, and returns their values, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let (due, later) = split(self.root.take(), (now, u64::MAX));
        self.root = later;
        let mut values = Vec::new();
        self.flatten(due, &mut values);
        values
    }

    fn flatten(&mut self, link: Link<T>, into: &mut Vec<T>) {
        let Some(node) = link else { return };
        let node = *node;
        self.flatten(node.left, into);
        self.deadlines.remove(&node.at.1);
        into.push(node.value);
        self.flatten(node.right, into);
    }
}

fn split<T>(link: Link<T>, at: (Duration, u64)) -> (Link<T>, Link<T>) {
    let Some(mut node) = link else {
        return (None, None);
    };
    if node.at < at {
        let (left, right) = split(node.right.take(), at);
        node.right = left;
        (Some(node), right)
    } else {
        let (left, right) = split(node.left.take(), at);
        node.left = right;
        (left, Some(node))
    }
}

fn join<T>(left: Link<T>, right: Link<T>) -> Link<T> {
    match (left, right) {
        (None, other) | (other, None) => other,
        (Some(mut a), Some(mut b)) => {
            if a.weight > b.weight {
                a.right = join(a.right.take(), Some(b));
                Some(a)
            } else {
                b.left = join(Some(a), b.left.take());
                Some(b)
            }
        }
    }
}
