//! # A mutex by hand
//!
//! ```
//! let total = Mutex::new(0);
//! *total.lock().await += 4; // the guard may also be kept across an await
//! assert_eq!(total.into_inner(), 4);
//! ```
//!
//! The guard of a `std` mutex must not cross an await, and its `lock` stops the thread. An async mutex waits by
//! returning Pending, and its guard is a value like any other. It is a semaphore with one permit, and a place
//! for the value: build it on the ideas of your own semaphore, or from scratch.
//!
//! Write `Mutex`, the future that `lock` returns, and `Guard`. Requirements:
//!
//! 1. `lock` is ready with a guard if no other guard exists and no request waits. The guard gives access to the
//!    value, by reference and by mutable reference. Dropping it unlocks, even during a panic; the value stays as
//!    it is.
//! 2. Requests are granted the mutex in the order of their first polls. When a guard is dropped, the first request
//!    in the queue is granted the mutex and woken, and no other is woken. Until it is polled, nothing can overtake
//!    it: `try_lock` returns `None`, and a new `lock` waits.
//! 3. A `lock` that is dropped while it waits leaves the queue. If it had been granted the mutex, the next in the
//!    queue is granted it.
//! 4. A request may be polled by another task than before: the waker of its last poll is woken.
//! 5. A guard can be sent to another thread if the value can be. The other requirements hold for several threads
//!    too, in whatever order they take their steps.
//! 6. Your own locks are released before a waker is called, so a waker may use the mutex.
//!
//! `unsafe` is forbidden, so the value needs a place: an `Option` in a `std::sync::Mutex`, from which the guard
//! takes the value and to which it returns it, will do. Take locks and atomics from `crate::sync`. You may add
//! fields and types, and change private ones.

use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::sync;

/// A value that one task at a time can use.
pub struct Mutex<T> {
    state: sync::Mutex<State<T>>,
}

struct State<T> {
    /// None while a guard has it. If it is here while requests wait, the first of them has been granted it.
    value: Option<T>,
    /// The requests that wait, in the order of their tickets.
    queue: VecDeque<Waiter>,
    /// How many tickets have been given out.
    tickets: u64,
}

struct Waiter {
    ticket: u64,
    waker: Waker,
}

/// A request for the value: made by [`Mutex::lock`].
pub struct Lock<'a, T> {
    mutex: &'a Mutex<T>,
    /// Its place in the queue, while it waits.
    ticket: Option<u64>,
}

/// Access to the value, until it is dropped.
pub struct Guard<'a, T> {
    mutex: &'a Mutex<T>,
    /// There until the guard is dropped.
    value: Option<T>,
}

impl<T> Mutex<T> {
    /// An unlocked mutex.
    pub fn new(value: T) -> Self {
        let state = sync::Mutex::new(State {
            value: Some(value),
            queue: VecDeque::new(),
            tickets: 0,
        });
        Self { state }
    }

    /// Asks for the value. The request is in the queue from its first poll.
    pub fn lock(&self) -> Lock<'_, T> {
        Lock {
            mutex: self,
            ticket: None,
        }
    }

    /// The value, if the mutex is unlocked and no request waits.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        let mut state = self.state.lock().unwrap();
        if !state.queue.is_empty() {
            return None;
        }
        let value = state.value.take()?;
        Some(self.guard(value))
    }

    /// Takes the mutex apart.
    pub fn into_inner(self) -> T {
        let state = self.state.into_inner().unwrap();
        state.value.expect("the last guard returned the value")
    }

    fn guard(&self, value: T) -> Guard<'_, T> {
        Guard {
            mutex: self,
            value: Some(value),
        }
    }
}

impl<T> State<T> {
    fn place_of(&self, ticket: u64) -> usize {
        let found = self.queue.binary_search_by_key(&ticket, |w| w.ticket);
        found.expect("a request that waits is in the queue")
    }

    /// The waker of the request that has been granted the value.
    fn granted(&self) -> Option<Waker> {
        self.value.as_ref()?;
        self.queue.front().map(|first| first.waker.clone())
    }
}

impl<'a, T> Future for Lock<'a, T> {
    type Output = Guard<'a, T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Guard<'a, T>> {
        let mutex = self.mutex;
        let mut state = mutex.state.lock().unwrap();
        let place = match self.ticket {
            Some(ticket) => state.place_of(ticket),
            None => state.queue.len(),
        };
        if place == 0
            && let Some(value) = state.value.take()
        {
            if self.ticket.take().is_some() {
                state.queue.pop_front();
            }
            return Poll::Ready(mutex.guard(value));
        }
        if self.ticket.is_some() {
            state.queue[place].waker.clone_from(cx.waker());
        } else {
            let ticket = state.tickets;
            state.tickets += 1;
            let waker = cx.waker().clone();
            state.queue.push_back(Waiter { ticket, waker });
            self.ticket = Some(ticket);
        }
        Poll::Pending
    }
}

impl<T> Drop for Lock<'_, T> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let mut state = self.mutex.state.lock().unwrap();
        let place = state.place_of(ticket);
        state.queue.remove(place);
        // It had been granted the value if it was the first and the value is here. Now the next one is.
        let next = if place == 0 { state.granted() } else { None };
        drop(state);
        if let Some(next) = next {
            next.wake();
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
        let mut state = self.mutex.state.lock().unwrap();
        state.value = self.value.take();
        let next = state.granted();
        // A waker runs code of others, which may use this mutex: release the lock first.
        drop(state);
        if let Some(next) = next {
            next.wake();
        }
    }
}
