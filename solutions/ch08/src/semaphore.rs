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

use std::collections::VecDeque;
use std::mem::replace;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::sync::{Mutex, MutexGuard};

/// Permits, and the requests that wait for them.
pub struct Semaphore {
    state: Mutex<State>,
}

struct State {
    free: usize,
    /// In the order of their tickets. A request that has been served is no longer here.
    queue: VecDeque<Waiting>,
    next_ticket: u64,
}

struct Waiting {
    ticket: u64,
    wanted: usize,
    waker: Waker,
}

/// A request for permits: made by [`Semaphore::acquire`].
pub struct Acquire<'a> {
    semaphore: &'a Semaphore,
    wanted: usize,
    /// While it waits, and until it has noticed that it was served.
    ticket: Option<u64>,
}

/// Permits that are taken, until they are dropped.
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
    count: usize,
}

impl Semaphore {
    /// A semaphore with so many free permits.
    pub fn new(permits: usize) -> Self {
        Self {
            state: Mutex::new(State {
                free: permits,
                queue: VecDeque::new(),
                next_ticket: 0,
            }),
        }
    }

    /// How many permits are free: neither in a `Permit` nor handed to a request.
    pub fn available(&self) -> usize {
        self.lock().free
    }

    /// Asks for `wanted` permits. The request is in the queue from its first poll.
    pub fn acquire(&self, wanted: usize) -> Acquire<'_> {
        Acquire {
            semaphore: self,
            wanted,
            ticket: None,
        }
    }

    /// Takes `wanted` permits if they are free and no request waits.
    pub fn try_acquire(&self, wanted: usize) -> Option<Permit<'_>> {
        let taken = self.lock().take(wanted);
        taken.then(|| self.permit(wanted))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn permit(&self, count: usize) -> Permit<'_> {
        Permit {
            semaphore: self,
            count,
        }
    }

    /// Frees `count` permits, and serves the requests that they suffice for.
    fn give_back(&self, count: usize) {
        let served = self.lock().free(count);
        // The lock is released: a waker may call this semaphore.
        served.into_iter().for_each(Waker::wake);
    }
}

impl State {
    fn take(&mut self, wanted: usize) -> bool {
        let takes = self.queue.is_empty() && wanted <= self.free;
        if takes {
            self.free -= wanted;
        }
        takes
    }

    /// Hands `count` permits, and those that are free, to the front of the queue. Returns the wakers to call.
    fn free(&mut self, count: usize) -> Vec<Waker> {
        self.free += count;
        let mut served = Vec::new();
        while let Some(first) = self.queue.front()
            && first.wanted <= self.free
        {
            self.free -= first.wanted;
            served.extend(self.queue.pop_front().map(|first| first.waker));
        }
        served
    }

    /// Where the request is in the queue; an error if it has been served.
    fn position(&self, ticket: u64) -> Result<usize, usize> {
        self.queue
            .binary_search_by_key(&ticket, |waiting| waiting.ticket)
    }
}

impl<'a> Future for Acquire<'a> {
    type Output = Permit<'a>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permit<'a>> {
        let (semaphore, wanted) = (self.semaphore, self.wanted);
        // Declared before the guard, so dropped after it: to drop a waker runs code of others, too.
        let _replaced;
        let mut state = semaphore.lock();
        if let Some(ticket) = self.ticket {
            if let Ok(position) = state.position(ticket) {
                _replaced = replace(&mut state.queue[position].waker, cx.waker().clone());
                return Poll::Pending;
            }
            self.ticket = None;
        } else if !state.take(wanted) {
            let ticket = state.next_ticket;
            state.next_ticket += 1;
            state.queue.push_back(Waiting {
                ticket,
                wanted,
                waker: cx.waker().clone(),
            });
            self.ticket = Some(ticket);
            return Poll::Pending;
        }
        Poll::Ready(semaphore.permit(wanted))
    }
}

impl Drop for Acquire<'_> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let mut state = self.semaphore.lock();
        let waiting = match state.position(ticket) {
            Ok(position) => state.queue.remove(position),
            Err(_) => None,
        };
        drop(state);
        let handed = if waiting.is_some() { 0 } else { self.wanted };
        // Even if it had been handed nothing: those behind it may have waited for its turn.
        self.semaphore.give_back(handed);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.give_back(self.count);
    }
}
