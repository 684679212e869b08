//! Belief: a fired timer is gone, so only a cancelled one needs a new generation.
//! Rejected by: a_key_of_the_past_cancels_nothing
//! Saying: another timer

use std::collections::BTreeSet;
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    /// Deadline, number, place.
    order: BTreeSet<(Duration, u64, usize)>,
    places: Vec<Place<T>>,
    free: Vec<usize>,
    added: u64,
}

struct Place<T> {
    generation: u64,
    /// Deadline, number, value.
    timer: Option<(Duration, u64, T)>,
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
            order: BTreeSet::new(),
            places: Vec::new(),
            free: Vec::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        self.added += 1;
        let place = self.free.pop().unwrap_or_else(|| {
            self.places.push(Place {
                generation: 0,
                timer: None,
            });
            self.places.len() - 1
        });
        self.order.insert((deadline, self.added, place));
        self.places[place].timer = Some((deadline, self.added, value));
        TimerKey {
            place,
            generation: self.places[place].generation,
        }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let place = self.places.get_mut(key.place)?;
        if place.generation != key.generation {
            return None;
        }
        let (deadline, number, value) = place.timer.take()?;
        // The key is used up.
        place.generation += 1;
        self.order.remove(&(deadline, number, key.place));
        self.free.push(key.place);
        Some(value)
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.order.first().map(|(deadline, _, _)| *deadline)
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while let Some(&(deadline, _, place)) = self.order.first()
            && deadline <= now
        {
            self.order.pop_first();
            self.free.push(place);
            due.extend(self.places[place].timer.take().map(|(_, _, value)| value));
        }
        due
    }
}
