//! Style: each request shares a slot with the queue, in which it finds its permits or stores its waker.

use std::collections::VecDeque;
use std::mem::replace;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::sync::{Arc, Mutex};

pub struct Semaphore {
    state: Mutex<State>,
}

struct State {
    free: usize,
    queue: VecDeque<(usize, Arc<Mutex<Slot>>)>,
}

enum Slot {
    Waits(Waker),
    Handed,
}

pub struct Acquire<'a> {
    semaphore: &'a Semaphore,
    wanted: usize,
    slot: Option<Arc<Mutex<Slot>>>,
}

/// Permits that are taken, until they are dropped.
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
    count: usize,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let state = State {
            free: permits,
            queue: VecDeque::new(),
        };
        Self {
            state: Mutex::new(state),
        }
    }

    pub fn available(&self) -> usize {
        self.state.lock().unwrap().free
    }

    pub fn acquire(&self, wanted: usize) -> Acquire<'_> {
        Acquire {
            semaphore: self,
            wanted,
            slot: None,
        }
    }

    pub fn try_acquire(&self, wanted: usize) -> Option<Permit<'_>> {
        let mut state = self.state.lock().unwrap();
        if !state.queue.is_empty() {
            return None;
        }
        state.free = state.free.checked_sub(wanted)?;
        Some(Permit {
            semaphore: self,
            count: wanted,
        })
    }

    /// Changes the state, hands permits over, and wakes after the lock is released.
    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut wakers = Vec::new();
        let mut state = self.state.lock().unwrap();
        change(&mut state);
        while let Some((wanted, slot)) = state.queue.front()
            && *wanted <= state.free
        {
            let slot = replace(&mut *slot.lock().unwrap(), Slot::Handed);
            if let Slot::Waits(waker) = slot {
                wakers.push(waker);
            }
            if let Some((wanted, _)) = state.queue.pop_front() {
                state.free -= wanted;
            }
        }
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
    }
}

impl<'a> Future for Acquire<'a> {
    type Output = Permit<'a>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permit<'a>> {
        let (semaphore, wanted) = (self.semaphore, self.wanted);
        if let Some(slot) = &self.slot {
            let mut slot = slot.lock().unwrap();
            match &mut *slot {
                Slot::Waits(waker) => {
                    waker.clone_from(cx.waker());
                    return Poll::Pending;
                }
                Slot::Handed => {}
            }
            drop(slot);
            self.slot = None;
        } else {
            let mut state = semaphore.state.lock().unwrap();
            if !state.queue.is_empty() || state.free < wanted {
                let slot = Arc::new(Mutex::new(Slot::Waits(cx.waker().clone())));
                state.queue.push_back((wanted, Arc::clone(&slot)));
                self.slot = Some(slot);
                return Poll::Pending;
            }
            state.free -= wanted;
        }
        Poll::Ready(Permit {
            semaphore,
            count: wanted,
        })
    }
}

impl Drop for Acquire<'_> {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            let wanted = self.wanted;
            self.semaphore.change(|state| {
                if matches!(*slot.lock().unwrap(), Slot::Handed) {
                    state.free += wanted;
                }
                state.queue.retain(|(_, other)| !Arc::ptr_eq(other, &slot));
            });
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.change(|state| state.free += self.count);
    }
}
