//! Style: a request waits for a number of permits in a oneshot channel; a `send` that fails returns them.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::channel::oneshot;

use crate::sync::Mutex;

pub struct Semaphore {
    state: Mutex<State>,
}

struct State {
    free: usize,
    queue: VecDeque<(usize, oneshot::Sender<usize>)>,
}

pub struct Acquire<'a> {
    semaphore: &'a Semaphore,
    wanted: usize,
    handed: Option<oneshot::Receiver<usize>>,
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
            handed: None,
        }
    }

    pub fn try_acquire(&self, wanted: usize) -> Option<Permit<'_>> {
        let mut state = self.state.lock().unwrap();
        let nothing_waits = state.queue.iter().all(|(_, sender)| sender.is_canceled());
        if !nothing_waits || state.free < wanted {
            return None;
        }
        state.free -= wanted;
        Some(Permit {
            semaphore: self,
            count: wanted,
        })
    }

    fn give_back(&self, mut count: usize) {
        loop {
            let mut served = Vec::new();
            let mut state = self.state.lock().unwrap();
            state.free += count;
            while let Some((wanted, sender)) = state.queue.front() {
                if !sender.is_canceled() && *wanted > state.free {
                    break;
                }
                let (wanted, sender) = state.queue.pop_front().unwrap();
                if !sender.is_canceled() {
                    state.free -= wanted;
                    served.push((wanted, sender));
                }
            }
            drop(state);
            // What comes back was for a request that was dropped in the meantime.
            count = served
                .into_iter()
                .filter_map(|(wanted, sender)| sender.send(wanted).err())
                .sum();
            if count == 0 {
                return;
            }
        }
    }
}

impl<'a> Future for Acquire<'a> {
    type Output = Permit<'a>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permit<'a>> {
        let (semaphore, wanted) = (self.semaphore, self.wanted);
        if self.handed.is_none() {
            if let Some(permit) = semaphore.try_acquire(wanted) {
                return Poll::Ready(permit);
            }
            let mut state = semaphore.state.lock().unwrap();
            let (sender, receiver) = oneshot::channel();
            state.queue.push_back((wanted, sender));
            drop(state);
            self.handed = Some(receiver);
            // Between the two locks, permits may have been given back.
            semaphore.give_back(0);
        }
        let receiver = self.handed.as_mut().unwrap();
        match Pin::new(receiver).poll(cx) {
            Poll::Ready(Ok(count)) => {
                self.handed = None;
                Poll::Ready(Permit { semaphore, count })
            }
            Poll::Ready(Err(_)) => unreachable!("the queue drops no sender of a living request"),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl Drop for Acquire<'_> {
    fn drop(&mut self) {
        if let Some(mut receiver) = self.handed.take() {
            // From now on, `send` fails. What was sent before is here.
            receiver.close();
            let handed = receiver.try_recv().ok().flatten().unwrap_or(0);
            drop(receiver);
            self.semaphore.give_back(handed);
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.give_back(self.count);
    }
}
