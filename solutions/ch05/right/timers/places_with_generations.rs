//! Style: places that are used again, each with a generation; a tree for the order.

use std::collections::BTreeSet;
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    places: Vec<Place<T>>,
    free: Vec<usize>,
    order: BTreeSet<(Duration, u64, usize)>,
    added: u64,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    place: usize,
    generation: u64,
}

impl<T> Timers<T> {
    /// No timer.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            places: Vec::new(),
            free: Vec::new(),
            order: BTreeSet::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
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

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let place = self.places.get(key.place)?;
        if place.generation != key.generation {
            return None;
        }
        let (deadline, serial, _) = place.timer.as_ref()?;
        self.order.remove(&(*deadline, *serial, key.place));
        self.vacate(key.place)
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.order.first().map(|(deadline, ..)| *deadline)
    }

    /// Takes out all timers whose time has come, the earliest first.
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
