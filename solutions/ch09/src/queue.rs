//! # A bounded queue by hand
//!
//! ```
//! let queue = Queue::new(8);
//! queue.put(upload).await;         // waits while 8 uploads are queued
//! let upload = queue.get().await;  // waits while none is queued
//! ```
//!
//! A bounded queue has two lists of tasks that wait: getters while it is empty, putters while it is full. A task that
//! has been woken has not run yet. In the meantime it may be cancelled, or another task may take the item that it was
//! woken for. A queue that forgets one of these cases loses an item, or leaves a task asleep beside an item that
//! it could take.
//!
//! Write `Queue` with locks and wakers: a channel, `Notify` or `Semaphore` would do the work that this exercise is
//! about. Requirements:
//!
//! 1. `put` is ready as soon as there is a place for its item, and has then put it in; at most `capacity` items are in
//!    the queue. `get` is ready as soon as there is an item, and takes the one that went in first. An item is in the
//!    queue, and counts in `len`, until the `get` or `try_get` that takes it returns it.
//! 2. Getters that wait go on in the order in which they were first polled, and so do putters. A later one, also
//!    `try_get` or `try_put`, never takes the item or the place that an earlier one waits for or was woken for.
//! 3. When an item or a place is free for a waiting getter or putter, that one is woken, and no other.
//! 4. A `put` that is dropped before it is ready has put nothing, and a `get` has taken nothing. The place or the
//!    item that it was woken for goes to the next one that waits, which is woken.
//! 5. A future may be polled by another task than before: the waker of its last poll is woken.
//! 6. All that holds for several threads, in whatever order they take their steps. No waker is called while a lock
//!    is held.
//!
//! Take locks and atomics from `crate::sync`: the checks try many orders of the threads' steps. Left open: a capacity
//! of 0, and which of two getters that have both been woken gets which item.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::mem::replace;
use std::task::{Context, Poll, Waker};

use crate::sync::{Mutex, MutexGuard};

/// A queue of at most so many items, first in, first out.
pub struct Queue<T> {
    capacity: usize,
    state: Mutex<State<T>>,
}

struct State<T> {
    items: VecDeque<T>,
    /// The getter at position 2 takes item 2: it goes on once there are three items.
    getters: Waiting,
    /// The putter at position 2 goes on once three places are free.
    putters: Waiting,
}

/// Those that wait, and those that were woken and have not noticed yet.
#[derive(Default)]
struct Waiting {
    /// In the order of their tickets.
    queue: VecDeque<Waiter>,
    next_ticket: u64,
}

struct Waiter {
    ticket: u64,
    /// None once it has been woken.
    waker: Option<Waker>,
}

/// A `put` or `get` in progress. Dropping it takes it out of its queue.
struct Turn<'a, T> {
    queue: &'a Queue<T>,
    side: fn(&mut State<T>) -> &mut Waiting,
    /// From its first Pending until it is done.
    ticket: Option<u64>,
}

impl<T> Queue<T> {
    /// An empty queue for `capacity` items.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            state: Mutex::new(State {
                items: VecDeque::new(),
                getters: Waiting::default(),
                putters: Waiting::default(),
            }),
        }
    }

    /// How many items are in the queue.
    pub fn len(&self) -> usize {
        self.lock().items.len()
    }

    /// Whether no item is in the queue.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether `capacity` items are in the queue.
    pub fn is_full(&self) -> bool {
        self.len() == self.capacity
    }

    /// Puts `item` in as the last one. Waits while the queue is full.
    pub async fn put(&self, item: T) {
        let mut item = Some(item);
        let mut turn = self.turn(|state| &mut state.putters);
        poll_fn(|cx| {
            turn.poll(cx, |state, position| {
                let free = self.capacity - state.items.len();
                (position < free).then(|| state.items.extend(item.take()))
            })
        })
        .await
    }

    /// Takes the first item. Waits while the queue is empty.
    pub async fn get(&self) -> T {
        let mut turn = self.turn(|state| &mut state.getters);
        poll_fn(|cx| turn.poll(cx, |state, position| state.items.remove(position))).await
    }

    /// Puts `item` in if a place is free and no other putter waits for it; gives it back if not.
    pub fn try_put(&self, item: T) -> Result<(), T> {
        self.change(|state| {
            if state.putters.queue.len() < self.capacity - state.items.len() {
                state.items.push_back(item);
                Ok(())
            } else {
                Err(item)
            }
        })
    }

    /// Takes the first item if there is one, and no getter waits for it.
    pub fn try_get(&self) -> Option<T> {
        self.change(|state| state.items.remove(state.getters.queue.len()))
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap()
    }

    fn turn(&self, side: fn(&mut State<T>) -> &mut Waiting) -> Turn<'_, T> {
        Turn {
            queue: self,
            side,
            ticket: None,
        }
    }

    /// Changes the state, and wakes those that can go on now.
    fn change<R>(&self, change: impl FnOnce(&mut State<T>) -> R) -> R {
        let mut wakers = Vec::new();
        let mut state = self.lock();
        let result = change(&mut state);
        let items = state.items.len();
        state.getters.take_wakers(items, &mut wakers);
        state
            .putters
            .take_wakers(self.capacity - items, &mut wakers);
        drop(state);
        // The lock is released: a waker may call this queue.
        wakers.into_iter().for_each(Waker::wake);
        result
    }
}

impl Waiting {
    /// Of a newcomer, behind all others.
    fn position(&self, ticket: Option<u64>) -> usize {
        let ticket = ticket.unwrap_or(self.next_ticket);
        self.queue.partition_point(|waiter| waiter.ticket < ticket)
    }

    /// Of the first `count`, those that have not been woken yet: they are the last ones.
    fn take_wakers(&mut self, count: usize, wakers: &mut Vec<Waker>) {
        let count = count.min(self.queue.len());
        let unwoken = self.queue.range_mut(..count).rev();
        let taken = unwoken.map_while(|waiter| waiter.waker.take());
        let from = wakers.len();
        wakers.extend(taken);
        wakers[from..].reverse();
    }
}

impl<T> Turn<'_, T> {
    /// Ready with what `act` gives for this one's position; queued if that is None.
    fn poll<R>(
        &mut self,
        cx: &mut Context<'_>,
        act: impl FnOnce(&mut State<T>, usize) -> Option<R>,
    ) -> Poll<R> {
        let (side, ticket) = (self.side, &mut self.ticket);
        let done = self.queue.change(|state| {
            let position = side(state).position(*ticket);
            let result = act(state, position);
            let Waiting { queue, next_ticket } = side(state);
            if let Some(result) = result {
                if ticket.take().is_some() {
                    queue.remove(position);
                }
                return Ok(result);
            }
            let waker = Some(cx.waker().clone());
            if ticket.is_some() {
                // Returned, to be dropped without the lock: that runs code of others, too.
                return Err(replace(&mut queue[position].waker, waker));
            }
            let ticket = *ticket.insert(*next_ticket);
            *next_ticket += 1;
            queue.push_back(Waiter { ticket, waker });
            Err(None)
        });
        done.map_or(Poll::Pending, Poll::Ready)
    }
}

impl<T> Drop for Turn<'_, T> {
    fn drop(&mut self) {
        let (side, ticket) = (self.side, self.ticket);
        if ticket.is_some() {
            let _left = self.queue.change(|state| {
                let waiting = side(state);
                waiting.queue.remove(waiting.position(ticket))
            });
        }
    }
}
