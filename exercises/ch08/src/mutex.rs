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

use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::task::{Context, Poll};

/// A value that one task at a time can use.
pub struct Mutex<T> {
    value: T,
}

/// A request for the value: made by [`Mutex::lock`].
pub struct Lock<'a, T> {
    mutex: &'a Mutex<T>,
}

/// Access to the value, until it is dropped.
pub struct Guard<'a, T> {
    mutex: &'a Mutex<T>,
}

impl<T> Mutex<T> {
    /// An unlocked mutex.
    pub fn new(value: T) -> Self {
        Self { value }
    }

    /// Asks for the value. The request is in the queue from its first poll.
    pub fn lock(&self) -> Lock<'_, T> {
        Lock { mutex: self }
    }

    /// The value, if the mutex is unlocked and no request waits.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        todo!("lock, or return nothing")
    }

    /// Takes the mutex apart.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<'a, T> Future for Lock<'a, T> {
    type Output = Guard<'a, T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Guard<'a, T>> {
        // So that the stub compiles without a warning: delete this line.
        let _ = (cx, self.mutex);
        todo!("be ready with a guard, or wait for it")
    }
}

impl<T> Drop for Lock<'_, T> {
    fn drop(&mut self) {
        // Leave the queue, and pass on what you were granted.
    }
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.mutex.value
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        todo!("give access to the value")
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        // Unlock.
    }
}
