//! Style: for each deadline a chain of places, so that any link comes out without a search.

use std::collections::BTreeMap;
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
// For each deadline a list of those that have it, linked by their places.
pub struct Timers<T> {
    lists: BTreeMap<Duration, (usize, usize)>,
    places: Vec<Place<T>>,
    free: Vec<usize>,
    added: u64,
}

struct Place<T> {
    before: usize,
    after: usize,
    deadline: Duration,
    number: u64,
    value: Option<T>,
}

const NONE: usize = usize::MAX;

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
            lists: BTreeMap::new(),
            places: Vec::new(),
            free: Vec::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let number = self.added;
        self.added += 1;
        let before = self.lists.get(&deadline).map_or(NONE, |list| list.1);
        let it = Place {
            before,
            after: NONE,
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
        if before != NONE {
            self.places[before].after = place;
        }
        self.lists.entry(deadline).or_insert((place, place)).1 = place;
        TimerKey { place, number }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let place = self
            .places
            .get(key.place)
            .filter(|place| place.number == key.number && place.value.is_some())?;
        let (before, after, deadline) = (place.before, place.after, place.deadline);
        let list = self.lists.get_mut(&deadline)?;
        match before {
            NONE => list.0 = after,
            _ => self.places[before].after = after,
        }
        match after {
            NONE => list.1 = before,
            _ => self.places[after].before = before,
        }
        if list.0 == NONE {
            self.lists.remove(&deadline);
        }
        self.free.push(key.place);
        self.places[key.place].value.take()
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.lists.first_key_value().map(|(deadline, _)| *deadline)
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while let Some((&deadline, &(first, _))) = self.lists.first_key_value()
            && deadline <= now
        {
            let number = self.places[first].number;
            due.extend(self.cancel(TimerKey {
                place: first,
                number,
            }));
        }
        due
    }
}
