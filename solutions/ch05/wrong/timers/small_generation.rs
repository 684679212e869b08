//! Belief: nobody uses a place more than 65,536 times.
//! Rejected by: a_key_of_the_past_cancels_nothing
//! Saying: another timer

use std::collections::BTreeSet;
use std::time::Duration;

/// Timers that are still to fire, each with a value: a waker, in an event loop.
pub struct Timers<T> {
    places: Vec<(u16, Option<(Duration, u64, T)>)>,
    free: Vec<usize>,
    order: BTreeSet<(Duration, u64, usize)>,
    added: u64,
}

/// Names a timer, for ever: no other one of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    place: usize,
    generation: u16,
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
            self.places.push((0, None));
            self.places.len() - 1
        });
        let serial = self.added;
        self.added += 1;
        self.places[place].1 = Some((deadline, serial, value));
        self.order.insert((deadline, serial, place));
        let generation = self.places[place].0;
        TimerKey { place, generation }
    }

    /// Takes a timer out before it fires.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let (generation, timer) = self.places.get_mut(key.place)?;
        if *generation != key.generation {
            return None;
        }
        let (deadline, serial, value) = timer.take()?;
        *generation = generation.wrapping_add(1);
        self.order.remove(&(deadline, serial, key.place));
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
        while let Some(&(deadline, _, place)) = self.order.first() {
            if deadline > now {
                break;
            }
            self.order.pop_first();
            let (generation, timer) = &mut self.places[place];
            *generation = generation.wrapping_add(1);
            due.extend(timer.take().map(|(_, _, value)| value));
            self.free.push(place);
        }
        due
    }
}
