//! Belief: who is first in the heap is about to fire, and needs its place until then.
//! Rejected by: a_cancelled_one_leaves_nothing_behind
//! Saying: is still there

use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    heap: Vec<usize>,
    places: Vec<Place<T>>,
    free: Vec<usize>,
    added: u64,
}

struct Place<T> {
    at: usize,
    deadline: Duration,
    number: u64,
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
        let it = Place {
            at: self.heap.len(),
            deadline,
            number,
            value: Some(value),
        };
        let place = match self.free.pop() {
            Some(place) => {
                self.places[place] = it;
                place
            }
            None => {
                self.places.push(it);
                self.places.len() - 1
            }
        };
        self.heap.push(place);
        self.up(self.heap.len() - 1);
        TimerKey { place, number }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let place = self.places.get(key.place)?;
        if place.number != key.number || place.value.is_none() {
            return None;
        }
        let at = place.at;
        self.take_out(at)
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.heap.first().map(|place| self.places[*place].deadline)
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while self.next_deadline().is_some_and(|deadline| deadline <= now) {
            due.extend(self.take_out(0));
        }
        due
    }

    fn rank(&self, at: usize) -> (Duration, u64) {
        let place = &self.places[self.heap[at]];
        (place.deadline, place.number)
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.heap.swap(a, b);
        self.places[self.heap[a]].at = a;
        self.places[self.heap[b]].at = b;
    }

    fn up(&mut self, mut at: usize) {
        while at > 0 && self.rank(at) < self.rank((at - 1) / 2) {
            self.swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }

    fn down(&mut self, mut at: usize) {
        loop {
            let mut least = at;
            for child in [2 * at + 1, 2 * at + 2] {
                if child < self.heap.len() && self.rank(child) < self.rank(least) {
                    least = child;
                }
            }
            if least == at {
                return;
            }
            self.swap(at, least);
            at = least;
        }
    }

    fn take_out(&mut self, at: usize) -> Option<T> {
        let last = self.heap.len() - 1;
        self.swap(at, last);
        let place = self.heap.pop()?;
        if at < last {
            self.up(at);
            self.down(at);
        }
        let value = self.places[place].value.take();
        if at > 0 || last == 0 {
            self.free.push(place);
        }
        value
    }
}
