//! Style: each that waits has a slot, in which it is handed a numbered item, or a place.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::mem::replace;
use std::task::{Context, Poll, Waker};

use crate::sync::{Arc, Mutex};

pub struct Queue<T> {
    capacity: usize,
    state: Mutex<State<T>>,
}

struct State<T> {
    capacity: usize,
    next_number: u64,
    /// Those that no getter has been handed, in the order of their numbers.
    items: VecDeque<(u64, T)>,
    /// Handed to a getter, or reserved for a putter, that has not been polled since.
    handed: usize,
    reserved: usize,
    getters: VecDeque<Slot<(u64, T)>>,
    putters: VecDeque<Slot<()>>,
}

type Slot<H> = Arc<Mutex<Has<H>>>;

enum Has<H> {
    Waits(Waker),
    Handed(H),
    Nothing,
}

struct Get<'a, T> {
    queue: &'a Queue<T>,
    slot: Option<Slot<(u64, T)>>,
}

struct Put<'a, T> {
    queue: &'a Queue<T>,
    slot: Option<Slot<()>>,
}

impl<T> Queue<T> {
    pub fn new(capacity: usize) -> Self {
        let state = State {
            capacity,
            next_number: 0,
            items: VecDeque::new(),
            handed: 0,
            reserved: 0,
            getters: VecDeque::new(),
            putters: VecDeque::new(),
        };
        Self {
            capacity,
            state: Mutex::new(state),
        }
    }

    pub fn len(&self) -> usize {
        self.state.lock().unwrap().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn is_full(&self) -> bool {
        self.len() == self.capacity
    }

    pub async fn put(&self, item: T) {
        let mut item = Some(item);
        let mut put = Put {
            queue: self,
            slot: None,
        };
        poll_fn(|cx| put.poll(&mut item, cx)).await
    }

    pub async fn get(&self) -> T {
        let mut get = Get {
            queue: self,
            slot: None,
        };
        poll_fn(|cx| get.poll(cx)).await
    }

    pub fn try_put(&self, item: T) -> Result<(), T> {
        self.change(|state| match state.has_place() {
            true => {
                state.push(item);
                Ok(())
            }
            false => Err(item),
        })
    }

    pub fn try_get(&self) -> Option<T> {
        self.change(|state| Some(state.items.pop_front()?.1))
    }

    fn change<R>(&self, change: impl FnOnce(&mut State<T>) -> R) -> R {
        let mut state = self.state.lock().unwrap();
        let result = change(&mut state);
        let mut wakers = Vec::new();
        while !state.items.is_empty()
            && let Some(slot) = state.getters.pop_front()
        {
            let item = state.items.pop_front().expect("it is not empty");
            state.handed += 1;
            wakers.push(hand(&slot, item));
        }
        while state.has_place()
            && let Some(slot) = state.putters.pop_front()
        {
            state.reserved += 1;
            wakers.push(hand(&slot, ()));
        }
        drop(state);
        wakers.into_iter().flatten().for_each(Waker::wake);
        result
    }
}

impl<T> State<T> {
    fn len(&self) -> usize {
        self.items.len() + self.handed
    }

    fn has_place(&self) -> bool {
        self.len() + self.reserved < self.capacity
    }

    fn push(&mut self, item: T) {
        self.items.push_back((self.next_number, item));
        self.next_number += 1;
    }
}

fn hand<H>(slot: &Slot<H>, what: H) -> Option<Waker> {
    match replace(&mut *slot.lock().unwrap(), Has::Handed(what)) {
        Has::Waits(waker) => Some(waker),
        _ => None,
    }
}

/// What `slot` was handed. If that is nothing, it waits on, with this waker.
fn handed<H>(slot: &Slot<H>, cx: &mut Context<'_>) -> Option<H> {
    let mut slot = slot.lock().unwrap();
    match replace(&mut *slot, Has::Nothing) {
        Has::Handed(what) => Some(what),
        _ => {
            *slot = Has::Waits(cx.waker().clone());
            None
        }
    }
}

fn new_slot<H>(cx: &Context<'_>) -> Slot<H> {
    Arc::new(Mutex::new(Has::Waits(cx.waker().clone())))
}

impl<T> Get<'_, T> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        self.queue.change(|state| {
            if let Some(slot) = &self.slot {
                let Some((_, item)) = handed(slot, cx) else {
                    return Poll::Pending;
                };
                state.handed -= 1;
                self.slot = None;
                return Poll::Ready(item);
            }
            if let Some((_, item)) = state.items.pop_front() {
                return Poll::Ready(item);
            }
            let slot = self.slot.insert(new_slot(cx));
            state.getters.push_back(Arc::clone(slot));
            Poll::Pending
        })
    }
}

impl<T> Drop for Get<'_, T> {
    fn drop(&mut self) {
        let Some(slot) = self.slot.take() else { return };
        self.queue.change(|state| {
            state.getters.retain(|other| !Arc::ptr_eq(other, &slot));
            let was = replace(&mut *slot.lock().unwrap(), Has::Nothing);
            if let Has::Handed((number, item)) = was {
                state.handed -= 1;
                let place = state.items.partition_point(|(other, _)| *other < number);
                state.items.insert(place, (number, item));
            }
        });
    }
}

impl<T> Put<'_, T> {
    fn poll(&mut self, item: &mut Option<T>, cx: &mut Context<'_>) -> Poll<()> {
        self.queue.change(|state| {
            if let Some(slot) = &self.slot {
                if handed(slot, cx).is_none() {
                    return Poll::Pending;
                }
                state.reserved -= 1;
                self.slot = None;
            } else if !state.has_place() {
                let slot = self.slot.insert(new_slot(cx));
                state.putters.push_back(Arc::clone(slot));
                return Poll::Pending;
            }
            state.push(item.take().expect("it is put once"));
            Poll::Ready(())
        })
    }
}

impl<T> Drop for Put<'_, T> {
    fn drop(&mut self) {
        let Some(slot) = self.slot.take() else { return };
        self.queue.change(|state| {
            state.putters.retain(|other| !Arc::ptr_eq(other, &slot));
            if let Has::Handed(()) = *slot.lock().unwrap() {
                state.reserved -= 1;
            }
        });
    }
}
