//! Style: a map of numbered requests, in which a request stays, marked as served, until it notices.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::sync::{Mutex, MutexGuard};

pub struct Semaphore(Mutex<State>);

#[derive(Default)]
struct State {
    free: usize,
    tickets: u64,
    requests: BTreeMap<u64, Request>,
}

struct Request {
    wanted: usize,
    /// None once it has been handed its permits.
    waker: Option<Waker>,
}

pub struct Acquire<'a> {
    semaphore: &'a Semaphore,
    wanted: usize,
    ticket: Option<u64>,
}

/// Permits that are taken, until they are dropped.
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
    count: usize,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Self(Mutex::new(State {
            free: permits,
            ..State::default()
        }))
    }

    pub fn available(&self) -> usize {
        self.lock().free
    }

    pub fn acquire(&self, wanted: usize) -> Acquire<'_> {
        Acquire {
            semaphore: self,
            wanted,
            ticket: None,
        }
    }

    pub fn try_acquire(&self, wanted: usize) -> Option<Permit<'_>> {
        let mut state = self.lock();
        if state
            .requests
            .values()
            .any(|request| request.waker.is_some())
            || state.free < wanted
        {
            return None;
        }
        state.free -= wanted;
        Some(Permit {
            semaphore: self,
            count: wanted,
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

/// Serves, in the order of the tickets, as many as the free permits suffice for, and wakes them.
fn serve(mut state: MutexGuard<'_, State>) {
    let State { free, requests, .. } = &mut *state;
    let mut wakers = Vec::new();
    for request in requests.values_mut() {
        if request.waker.is_none() {
            continue;
        }
        let Some(left) = free.checked_sub(request.wanted) else {
            break;
        };
        *free = left;
        wakers.extend(request.waker.take());
    }
    drop(state);
    wakers.into_iter().for_each(Waker::wake);
}

impl<'a> Future for Acquire<'a> {
    type Output = Permit<'a>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permit<'a>> {
        let (semaphore, wanted) = (self.semaphore, self.wanted);
        let Some(ticket) = self.ticket else {
            if let Some(permit) = semaphore.try_acquire(wanted) {
                return Poll::Ready(permit);
            }
            let mut state = semaphore.lock();
            let ticket = state.tickets;
            state.tickets += 1;
            let waker = Some(cx.waker().clone());
            state.requests.insert(ticket, Request { wanted, waker });
            self.ticket = Some(ticket);
            // In case that permits came back since `try_acquire`: it is woken then.
            serve(state);
            return Poll::Pending;
        };
        let mut state = semaphore.lock();
        if let Some(waker) = &mut state.requests.get_mut(&ticket).unwrap().waker {
            waker.clone_from(cx.waker());
            return Poll::Pending;
        }
        state.requests.remove(&ticket);
        self.ticket = None;
        Poll::Ready(Permit {
            semaphore,
            count: wanted,
        })
    }
}

impl Drop for Acquire<'_> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let mut state = self.semaphore.lock();
        if let Some(request) = state.requests.remove(&ticket)
            && request.waker.is_none()
        {
            state.free += request.wanted;
        }
        serve(state);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.semaphore.lock();
        state.free += self.count;
        serve(state);
    }
}
