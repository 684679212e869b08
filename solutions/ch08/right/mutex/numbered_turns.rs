//! Style: a ticket lock. Each request has a number, and one number at a time has its turn.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::sync;

/// A value that one task at a time can use.
pub struct Mutex<T> {
    turns: sync::Mutex<Turns>,
    /// Taken out by the guard. Only the number whose turn it is uses it, so nothing waits for this lock.
    value: sync::Mutex<Option<T>>,
}

#[derive(Default)]
struct Turns {
    /// The number that has its turn. If it is the next one to be given out, the mutex is unlocked.
    now: u64,
    /// The next number to be given out.
    next: u64,
    waiting: BTreeMap<u64, Waker>,
}

/// A request for the value: made by [`Mutex::lock`].
pub struct Lock<'a, T> {
    mutex: &'a Mutex<T>,
    number: Option<u64>,
}

/// Access to the value, until it is dropped.
pub struct Guard<'a, T> {
    mutex: &'a Mutex<T>,
    /// There until the guard is dropped.
    value: Option<T>,
}

impl Turns {
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }

    /// Gives the turn to the lowest number that waits.
    fn advance(&mut self) -> Option<Waker> {
        let lowest = self.waiting.first_key_value();
        self.now = lowest.map_or(self.next, |(number, _)| *number);
        lowest.map(|(_, waker)| waker.clone())
    }
}

impl<T> Mutex<T> {
    /// An unlocked mutex.
    pub fn new(value: T) -> Self {
        let value = sync::Mutex::new(Some(value));
        let turns = sync::Mutex::new(Turns::default());
        Self { turns, value }
    }

    /// Asks for the value. The request is in the queue from its first poll.
    pub fn lock(&self) -> Lock<'_, T> {
        Lock {
            mutex: self,
            number: None,
        }
    }

    /// The value, if the mutex is unlocked and no request waits.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        let mut turns = self.turns.lock().unwrap();
        if turns.now != turns.next {
            return None;
        }
        turns.number();
        drop(turns);
        Some(self.guard())
    }

    /// Takes the mutex apart.
    pub fn into_inner(self) -> T {
        self.value.into_inner().unwrap().unwrap()
    }

    fn guard(&self) -> Guard<'_, T> {
        Guard {
            mutex: self,
            value: self.value.lock().unwrap().take(),
        }
    }

    fn advance(&self) {
        let next = self.turns.lock().unwrap().advance();
        if let Some(next) = next {
            next.wake();
        }
    }
}

impl<'a, T> Future for Lock<'a, T> {
    type Output = Guard<'a, T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Guard<'a, T>> {
        let mutex = self.mutex;
        let mut turns = mutex.turns.lock().unwrap();
        let number = *self.number.get_or_insert_with(|| turns.number());
        if number != turns.now {
            turns.waiting.insert(number, cx.waker().clone());
            return Poll::Pending;
        }
        turns.waiting.remove(&number);
        drop(turns);
        // The turn is the guard's from here on.
        self.number = None;
        Poll::Ready(mutex.guard())
    }
}

impl<T> Drop for Lock<'_, T> {
    fn drop(&mut self) {
        let Some(number) = self.number else { return };
        let mut turns = self.mutex.turns.lock().unwrap();
        turns.waiting.remove(&number);
        let had_its_turn = turns.now == number;
        drop(turns);
        if had_its_turn {
            self.mutex.advance();
        }
    }
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().unwrap()
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().unwrap()
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        *self.mutex.value.lock().unwrap() = self.value.take();
        self.mutex.advance();
    }
}
