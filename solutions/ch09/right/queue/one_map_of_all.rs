//! Style: getters and putters in one map, by number, each with a mark that says whether it may go on.

use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::task::{Context, Poll, Waker};

use crate::sync::Mutex;

pub struct Queue<T> {
    capacity: usize,
    state: Mutex<State<T>>,
}

struct State<T> {
    capacity: usize,
    items: VecDeque<T>,
    numbers: u64,
    waiting: BTreeMap<u64, Waiter>,
}

#[derive(Clone, Copy, PartialEq)]
enum Wants {
    Item,
    Place,
}

struct Waiter {
    wants: Wants,
    may_go_on: bool,
    waker: Waker,
}

impl<T> State<T> {
    /// How many items, or places, do not belong to one that may go on.
    fn free(&self, wants: Wants) -> usize {
        let all = match wants {
            Wants::Item => self.items.len(),
            Wants::Place => self.capacity - self.items.len(),
        };
        let waiting = self.waiting.values();
        all - waiting
            .filter(|one| one.wants == wants && one.may_go_on)
            .count()
    }

    fn let_go_on(&mut self) -> Vec<Waker> {
        let mut wakers = Vec::new();
        for wants in [Wants::Item, Wants::Place] {
            let free = self.free(wants);
            let waiting = self.waiting.values_mut();
            let waiting = waiting.filter(|one| one.wants == wants && !one.may_go_on);
            for one in waiting.take(free) {
                one.may_go_on = true;
                wakers.push(one.waker.clone());
            }
        }
        wakers
    }
}

impl<T> Queue<T> {
    pub fn new(capacity: usize) -> Self {
        let state = State {
            capacity,
            items: VecDeque::new(),
            numbers: 0,
            waiting: BTreeMap::new(),
        };
        Self {
            capacity,
            state: Mutex::new(state),
        }
    }

    pub fn len(&self) -> usize {
        self.state.lock().unwrap().items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn is_full(&self) -> bool {
        self.len() == self.capacity
    }

    pub async fn put(&self, item: T) {
        let mut item = Some(item);
        let mut turn = Turn::new(self, Wants::Place);
        poll_fn(|cx| turn.poll(cx, |state| state.items.extend(item.take()))).await
    }

    pub async fn get(&self) -> T {
        let mut turn = Turn::new(self, Wants::Item);
        let item = poll_fn(|cx| turn.poll(cx, |state| state.items.pop_front())).await;
        item.expect("it may go on")
    }

    pub fn try_put(&self, item: T) -> Result<(), T> {
        self.with(|state| {
            if state.free(Wants::Place) == 0 {
                return Err(item);
            }
            state.items.push_back(item);
            Ok(())
        })
    }

    pub fn try_get(&self) -> Option<T> {
        self.with(|state| match state.free(Wants::Item) {
            0 => None,
            _ => state.items.pop_front(),
        })
    }

    fn with<R>(&self, change: impl FnOnce(&mut State<T>) -> R) -> R {
        let mut state = self.state.lock().unwrap();
        let result = change(&mut state);
        let wakers = state.let_go_on();
        drop(state);
        for waker in wakers {
            waker.wake();
        }
        result
    }
}

struct Turn<'a, T> {
    queue: &'a Queue<T>,
    wants: Wants,
    number: Option<u64>,
}

impl<'a, T> Turn<'a, T> {
    fn new(queue: &'a Queue<T>, wants: Wants) -> Self {
        Self {
            queue,
            wants,
            number: None,
        }
    }

    fn poll<R>(&mut self, cx: &mut Context<'_>, go_on: impl FnOnce(&mut State<T>) -> R) -> Poll<R> {
        let Self {
            queue,
            wants,
            number,
        } = self;
        queue.with(|state| {
            let may_go_on = match number.map(|number| &state.waiting[&number]) {
                Some(waiter) => waiter.may_go_on,
                None => state.free(*wants) > 0,
            };
            if may_go_on {
                number.take().map(|number| state.waiting.remove(&number));
                return Poll::Ready(go_on(state));
            }
            state.numbers += 1;
            let number = *number.get_or_insert(state.numbers);
            let waiter = Waiter {
                wants: *wants,
                may_go_on,
                waker: cx.waker().clone(),
            };
            state.waiting.insert(number, waiter);
            Poll::Pending
        })
    }
}

impl<T> Drop for Turn<'_, T> {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.queue.with(|state| state.waiting.remove(&number));
        }
    }
}
