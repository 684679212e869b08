//! Style: places that are used again, each with a generation; a tree for the order.

use std::collections::BTreeSet;
use std::time::Duration;

/// Timers that wait, each with a value: in an event loop, a waker.
pub struct Timers<T> {
    places: Vec<Place<T>>,
    free: Vec<usize>,
    order: BTreeSet<(Duration, u64, usize)>,
    added: u64,
}

/// Identifies a timer forever: no other timer of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    place: usize,
    generation: u64,
}

impl<T> Timers<T> {
    /// Has no timers.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            places: Vec::new(),
            free: Vec::new(),
            order: BTreeSet::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be in the past.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let place = self.free.pop().unwrap_or_else(|| {
            self.places.push(Place {
                generation: 0,
                timer: None,
            });
            self.places.len() - 1
        });
        self.added += 1;
        self.order.insert((deadline, self.added, place));
        let found = &mut self.places[place];
        found.timer = Some((deadline, self.added, value));
        TimerKey {
            place,
            generation: found.generation,
        }
    }

    /// Removes a timer that waits, and returns its value.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let place = self.places.get(key.place)?;
        if place.generation != key.generation {
            return None;
        }
        let (deadline, serial, _) = place.timer.as_ref()?;
        self.order.remove(&(*deadline, *serial, key.place));
        self.vacate(key.place)
    }

    /// The earliest deadline, or `None` if no timer waits.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.order.first().map(|(deadline, ..)| *deadline)
    }

    /// Removes all timers that are due, and returns their values, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while let Some(first) = self.order.first().copied() {
            if first.0 > now {
                break;
            }
            self.order.remove(&first);
            due.extend(self.vacate(first.2));
        }
        due
    }
}

struct Place<T> {
    generation: u64,
    timer: Option<(Duration, u64, T)>,
}

impl<T> Timers<T> {
    fn vacate(&mut self, place: usize) -> Option<T> {
        let found = &mut self.places[place];
        let (_, _, value) = found.timer.take()?;
        found.generation += 1;
        self.free.push(place);
        Some(value)
    }
}
