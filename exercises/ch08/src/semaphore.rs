//! # A fair semaphore
//!
//! ```
//! let semaphore = Semaphore::new(3);
//! let permit = semaphore.acquire(2).await; // waits while fewer than 2 are free
//! drop(permit);                            // gives both back
//! ```
//!
//! A semaphore is a number and a queue. The hard part is the moment between "a request has been given a permit" and
//! "its task has noticed": a task that has been woken may be cancelled before it is polled again, or another task
//! may take the permit first. A fair semaphore hands permits over to the requests in its queue, and takes them back
//! from a request that is dropped.
//!
//! Write `Semaphore`, the future that `acquire` returns, and `Permit`. Requirements:
//!
//! 1. `acquire(n)` is ready with a `Permit` once `n` permits are free for it. They are not free while that `Permit`
//!    exists; dropping it gives all of them back. No permit is lost, and none is given to two requests.
//! 2. Waiting requests are served in the order in which they were first polled. A later request, also
//!    `try_acquire`, never takes permits while an earlier one waits, however few it asks for.
//! 3. Permits that are given back are handed at once to the requests at the front of the queue, to as many as they
//!    suffice for. Each of these is woken, and no other. What has been handed to a request is not free for others,
//!    even before it is polled again.
//! 4. A waiting request that is dropped leaves the queue, and what it had been handed is given back. Then the
//!    requests behind it may be served.
//! 5. A request may be polled by another task than before: the waker of its last poll is woken.
//! 6. All that holds for several threads, in whatever order they take their steps. No waker is called while a lock
//!    is held.
//!
//! Take locks and atomics from `crate::sync`: the checks try many orders of the threads' steps. Left open: what
//! `acquire(0)` does, and whether permits that do not yet suffice for the request at the front count as free. A
//! request for more permits than exist waits until it is dropped.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Permits, and the requests that wait for them.
pub struct Semaphore {
    permits: usize,
}

/// A request for permits: made by [`Semaphore::acquire`].
pub struct Acquire<'a> {
    semaphore: &'a Semaphore,
    wanted: usize,
}

/// Permits that are taken, until they are dropped.
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
    count: usize,
}

impl Semaphore {
    /// A semaphore with so many free permits.
    pub fn new(permits: usize) -> Self {
        Self { permits }
    }

    /// How many permits are free: neither in a `Permit` nor handed to a request.
    pub fn available(&self) -> usize {
        todo!("of {} permits, count those that are free", self.permits)
    }

    /// Asks for `wanted` permits. The request is in the queue from its first poll.
    pub fn acquire(&self, wanted: usize) -> Acquire<'_> {
        Acquire {
            semaphore: self,
            wanted,
        }
    }

    /// Takes `wanted` permits if they are free and no request waits.
    pub fn try_acquire(&self, wanted: usize) -> Option<Permit<'_>> {
        todo!("take {wanted} permits, or none")
    }
}

impl<'a> Future for Acquire<'a> {
    type Output = Permit<'a>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permit<'a>> {
        // So that the stub compiles without a warning: delete this line.
        let _ = (cx, self.semaphore.permits);
        todo!("be ready with {} permits, or wait for them", self.wanted)
    }
}

impl Drop for Acquire<'_> {
    fn drop(&mut self) {
        // Leave the queue, and give back what you were handed.
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        // Give the permits back.
        let _ = (self.semaphore, self.count);
    }
}
