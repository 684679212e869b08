//! Style: the places are the leaves of a tree in which each node has the earlier of its two.

use std::time::Duration;

type Rank = (Duration, u64, usize);

/// Timers that wait, each with a value: in an event loop, a waker.
// The leaves are places; each inner node has the least of its two.
pub struct Timers<T> {
    tree: Vec<Option<Rank>>,
    values: Vec<Option<T>>,
    free: Vec<usize>,
    added: u64,
}

/// Identifies a timer forever: no other timer of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    place: usize,
    number: u64,
}

impl<T> Timers<T> {
    /// Has no timers.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            tree: Vec::new(),
            values: Vec::new(),
            free: Vec::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be in the past.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let number = self.added;
        self.added += 1;
        if self.free.is_empty() {
            self.grow();
        }
        let place = self.free.pop().expect("it has grown");
        self.values[place] = Some(value);
        self.set(place, Some((deadline, number, place)));
        TimerKey { place, number }
    }

    /// Removes a timer that waits, and returns its value.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let width = self.values.len();
        let (_, number, place) = (*self.tree.get(width.checked_add(key.place)?)?)?;
        if number != key.number {
            return None;
        }
        self.set(place, None);
        self.free.push(place);
        self.values[place].take()
    }

    /// The earliest deadline, or `None` if no timer waits.
    pub fn next_deadline(&self) -> Option<Duration> {
        (*self.tree.get(1)?).map(|(deadline, ..)| deadline)
    }

    /// Removes all timers that are due, and returns their values, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while let Some(Some((deadline, _, place))) = self.tree.get(1).copied()
            && deadline <= now
        {
            self.set(place, None);
            self.free.push(place);
            due.extend(self.values[place].take());
        }
        due
    }

    fn set(&mut self, place: usize, rank: Option<Rank>) {
        let mut at = self.values.len() + place;
        self.tree[at] = rank;
        while at > 1 {
            at /= 2;
            self.tree[at] = [self.tree[2 * at], self.tree[2 * at + 1]]
                .into_iter()
                .flatten()
                .min();
        }
    }

    fn grow(&mut self) {
        let old = self.values.len();
        let width = (2 * old).max(4);
        let leaves: Vec<_> = self.tree.iter().skip(old).copied().collect();
        self.tree = vec![None; 2 * width];
        self.values.resize_with(width, || None);
        self.free.extend((old..width).rev());
        for (place, leaf) in leaves.into_iter().enumerate() {
            self.set(place, leaf);
        }
    }
}
