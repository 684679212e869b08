//! Belief: whoever comes later stands behind.
//! Rejected by: equal_deadlines_fire_in_the_order_of_adding
//! Saying: came before

use std::collections::BTreeSet;
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    places: Vec<Option<Timer<T>>>,
    free: Vec<usize>,
    order: BTreeSet<(Duration, usize)>,
    added: u64,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    place: usize,
    serial: u64,
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
        let serial = self.added;
        self.added += 1;
        let place = self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() - 1
        });
        self.places[place] = Some(Timer {
            deadline,
            serial,
            value,
        });
        self.order.insert((deadline, place));
        TimerKey { place, serial }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let timer = self.places.get_mut(key.place)?;
        let timer = timer.take_if(|timer| timer.serial == key.serial)?;
        self.order.remove(&(timer.deadline, key.place));
        self.free.push(key.place);
        Some(timer.value)
    }

    /// The earliest deadline; `None`, where there is no timer.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.order.first().map(|(deadline, _)| *deadline)
    }

    /// Takes out all timers whose time has come, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        while let Some(&(deadline, place)) = self.order.first() {
            if deadline > now {
                break;
            }
            self.order.pop_first();
            due.extend(self.places[place].take().map(|timer| timer.value));
            self.free.push(place);
        }
        due
    }
}

struct Timer<T> {
    deadline: Duration,
    serial: u64,
    value: T,
}
