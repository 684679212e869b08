//! Style: tokio's semaphore with one permit for the queue, and a place for the value beside it.

use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

use crate::sync;

/// A value that one task at a time can use.
pub struct Mutex<T> {
    permit: Arc<Semaphore>,
    place: sync::Mutex<Option<T>>,
}

type Permit = Result<OwnedSemaphorePermit, AcquireError>;

/// A request for the value: made by [`Mutex::lock`].
pub struct Lock<'a, T> {
    mutex: &'a Mutex<T>,
    permit: Pin<Box<dyn Future<Output = Permit> + Send>>,
}

/// Access to the value, until it is dropped.
pub struct Guard<'a, T> {
    mutex: &'a Mutex<T>,
    value: Option<T>,
    /// Dropped when `drop` has returned the value.
    _permit: OwnedSemaphorePermit,
}

impl<T> Mutex<T> {
    /// An unlocked mutex.
    pub fn new(value: T) -> Self {
        let permit = Arc::new(Semaphore::new(1));
        let place = sync::Mutex::new(Some(value));
        Self { permit, place }
    }

    /// Asks for the value. The request is in the queue from its first poll.
    pub fn lock(&self) -> Lock<'_, T> {
        let permit = Box::pin(Arc::clone(&self.permit).acquire_owned());
        Lock {
            mutex: self,
            permit,
        }
    }

    /// The value, if the mutex is unlocked and no request waits.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        let permit = Arc::clone(&self.permit).try_acquire_owned();
        Some(self.guard(permit.ok()?))
    }

    /// Takes the mutex apart.
    pub fn into_inner(self) -> T {
        self.place.into_inner().unwrap().unwrap()
    }

    fn guard(&self, permit: OwnedSemaphorePermit) -> Guard<'_, T> {
        Guard {
            mutex: self,
            value: self.place.lock().unwrap().take(),
            _permit: permit,
        }
    }
}

impl<'a, T> Future for Lock<'a, T> {
    type Output = Guard<'a, T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Guard<'a, T>> {
        let permit = ready!(self.permit.as_mut().poll(cx));
        let permit = permit.expect("the semaphore is never closed");
        Poll::Ready(self.mutex.guard(permit))
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
        *self.mutex.place.lock().unwrap() = self.value.take();
    }
}
