//! Belief: a place that is empty costs nothing.
//! Rejected by: a_cancelled_one_leaves_nothing_behind
//! Saying: is still there

use std::collections::BTreeSet;
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    places: Vec<Option<(Duration, T)>>,
    order: BTreeSet<(Duration, usize)>,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    place: usize,
}

impl<T> Timers<T> {
    /// No timer.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            places: Vec::new(),
            order: BTreeSet::new(),
        }
    }

    /// Adds a timer that fires at `deadline`, which may be over already.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        let place = self.places.len();
        self.places.push(Some((deadline, value)));
        self.order.insert((deadline, place));
        TimerKey { place }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let (deadline, value) = self.places.get_mut(key.place)?.take()?;
        self.order.remove(&(deadline, key.place));
        Some(value)
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
            due.extend(self.places[place].take().map(|(_, value)| value));
        }
        due
    }
}
