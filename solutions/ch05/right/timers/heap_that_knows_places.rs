//! Style: a binary heap by hand, in which each timer knows its place.

use std::time::Duration;

/// Timers that wait, each with a value: in an event loop, a waker.
pub struct Timers<T> {
    // Places in `timers`; none is later than the two at twice its index, plus 1 and plus 2.
    heap: Vec<usize>,
    timers: Vec<Option<Timer<T>>>,
    free: Vec<usize>,
    added: u64,
}

/// Identifies a timer forever: no other timer of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    place: usize,
    serial: u64,
}

impl<T> Timers<T> {
    /// Has no timers.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            heap: Vec::new(),
            timers: Vec::new(),
            free: Vec::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be in the past.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let serial = self.added;
        self.added += 1;
        let at = self.heap.len();
        let timer = Some(Timer {
            when: (deadline, serial),
            at,
            value,
        });
        let place = if let Some(place) = self.free.pop() {
            self.timers[place] = timer;
            place
        } else {
            self.timers.push(timer);
            self.timers.len() - 1
        };
        self.heap.push(place);
        self.rise(at);
        TimerKey { place, serial }
    }

    /// Removes a timer that waits, and returns its value.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let timer = self.timers.get(key.place)?.as_ref()?;
        if timer.when.1 != key.serial {
            return None;
        }
        Some(self.take(timer.at))
    }

    /// The earliest deadline, or `None` if no timer waits.
    pub fn next_deadline(&self) -> Option<Duration> {
        let first = *self.heap.first()?;
        Some(self.when(first).0)
    }

    /// Removes all timers that are due, and returns their values, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while self.next_deadline().is_some_and(|next| next <= now) {
            due.push(self.take(0));
        }
        due
    }
}

struct Timer<T> {
    when: (Duration, u64),
    at: usize,
    value: T,
}

impl<T> Timers<T> {
    fn when(&self, place: usize) -> (Duration, u64) {
        self.timers[place].as_ref().expect("it is in the heap").when
    }

    fn is_before(&self, one: usize, other: usize) -> bool {
        self.when(self.heap[one]) < self.when(self.heap[other])
    }

    fn swap(&mut self, one: usize, other: usize) {
        self.heap.swap(one, other);
        for at in [one, other] {
            let timer = &mut self.timers[self.heap[at]];
            timer.as_mut().expect("it is in the heap").at = at;
        }
    }

    fn take(&mut self, at: usize) -> T {
        let last = self.heap.len() - 1;
        self.swap(at, last);
        let place = self.heap.pop().expect("it is in the heap");
        if at < last {
            self.rise(at);
            self.sink(at);
        }
        self.free.push(place);
        let timer = self.timers[place].take();
        timer.expect("it was in the heap").value
    }

    fn rise(&mut self, mut at: usize) {
        while at > 0 && self.is_before(at, (at - 1) / 2) {
            self.swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }

    fn sink(&mut self, mut at: usize) {
        loop {
            let below = [2 * at + 1, 2 * at + 2].into_iter();
            let below = below.filter(|&child| child < self.heap.len());
            let Some(child) = below.min_by_key(|&child| self.when(self.heap[child])) else {
                return;
            };
            if self.is_before(at, child) {
                return;
            }
            self.swap(at, child);
            at = child;
        }
    }
}
