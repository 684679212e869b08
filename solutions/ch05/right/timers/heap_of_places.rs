//! Style: a heap of places by hand, each of which knows where it stands.

use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    /// The places of the timers; each is earlier than those at twice its index.
    heap: Vec<usize>,
    places: Vec<Place<T>>,
    free: Vec<usize>,
    added: u64,
}

struct Place<T> {
    /// Of the timer that is here, or was here last.
    number: u64,
    deadline: Duration,
    /// Where in the heap.
    index: usize,
    value: Option<T>,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    place: usize,
    number: u64,
}

impl<T> Timers<T> {
    /// No timer.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            heap: Vec::new(),
            places: Vec::new(),
            free: Vec::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let number = self.added;
        self.added += 1;
        let index = self.heap.len();
        let timer = Place {
            number,
            deadline,
            index,
            value: Some(value),
        };
        let place = match self.free.pop() {
            Some(place) => {
                self.places[place] = timer;
                place
            }
            None => {
                self.places.push(timer);
                self.places.len() - 1
            }
        };
        self.heap.push(place);
        self.up(index);
        TimerKey { place, number }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let timer = self.places.get(key.place)?;
        if timer.number != key.number || timer.value.is_none() {
            return None;
        }
        self.take(timer.index)
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.heap.first().map(|&place| self.places[place].deadline)
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        std::iter::from_fn(|| {
            self.next_deadline().filter(|next| *next <= now)?;
            self.take(0)
        })
        .collect()
    }

    fn take(&mut self, index: usize) -> Option<T> {
        let place = self.heap.swap_remove(index);
        if index < self.heap.len() {
            self.places[self.heap[index]].index = index;
            let index = self.up(index);
            self.down(index);
        }
        self.free.push(place);
        self.places[place].value.take()
    }

    fn order(&self, index: usize) -> (Duration, u64) {
        let timer = &self.places[self.heap[index]];
        (timer.deadline, timer.number)
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.heap.swap(a, b);
        self.places[self.heap[a]].index = a;
        self.places[self.heap[b]].index = b;
    }

    fn up(&mut self, mut index: usize) -> usize {
        while index > 0 {
            let parent = (index - 1) / 2;
            if self.order(parent) < self.order(index) {
                break;
            }
            self.swap(parent, index);
            index = parent;
        }
        index
    }

    fn down(&mut self, mut index: usize) {
        loop {
            let children = 2 * index + 1..(2 * index + 3).min(self.heap.len());
            let Some(child) = children.min_by_key(|&child| self.order(child)) else {
                return;
            };
            if self.order(index) < self.order(child) {
                return;
            }
            self.swap(index, child);
            index = child;
        }
    }
}
