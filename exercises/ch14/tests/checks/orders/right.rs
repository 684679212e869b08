//! Implementations that meet the specification.

use std::collections::VecDeque;

use ch14::explorer::sync::{Condvar, Mutex, mpsc};
use ch14::orders::Queue;

#[derive(Default)]
struct State {
    items: VecDeque<u32>,
    is_closed: bool,
}

/// A lock and a condition variable, and one call of it for each item.
#[derive(Default)]
pub struct NotifiesOne(Mutex<State>, Condvar);

impl Queue for NotifiesOne {
    fn push(&self, item: u32) {
        self.0.lock().unwrap().items.push_back(item);
        self.1.notify_one();
    }

    fn pop(&self) -> Option<u32> {
        let mut state = self.0.lock().unwrap();
        loop {
            if let Some(item) = state.items.pop_front() {
                return Some(item);
            }
            if state.is_closed {
                return None;
            }
            state = self.1.wait(state).unwrap();
        }
    }

    fn close(&self) {
        self.0.lock().unwrap().is_closed = true;
        self.1.notify_all();
    }
}

/// Wakes all threads at each change, and while it holds the lock.
#[derive(Default)]
pub struct NotifiesAll(Mutex<State>, Condvar);

impl NotifiesAll {
    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.0.lock().unwrap();
        change(&mut state);
        self.1.notify_all();
    }
}

impl Queue for NotifiesAll {
    fn push(&self, item: u32) {
        self.change(|state| state.items.push_back(item));
    }

    fn pop(&self) -> Option<u32> {
        let state = self.0.lock().unwrap();
        let mut state = self
            .1
            .wait_while(state, |state| state.items.is_empty() && !state.is_closed)
            .unwrap();
        state.items.pop_front()
    }

    fn close(&self) {
        self.change(|state| state.is_closed = true);
    }
}

/// A channel: one thread at a time sleeps in it, and the others wait for the lock.
pub struct Channel {
    sender: Mutex<Option<mpsc::Sender<u32>>>,
    receiver: Mutex<mpsc::Receiver<u32>>,
}

impl Default for Channel {
    fn default() -> Self {
        let (sender, receiver) = mpsc::channel();
        Self {
            sender: Mutex::new(Some(sender)),
            receiver: Mutex::new(receiver),
        }
    }
}

impl Queue for Channel {
    fn push(&self, item: u32) {
        if let Some(sender) = self.sender.lock().unwrap().as_ref() {
            sender.send(item).ok();
        }
    }

    fn pop(&self) -> Option<u32> {
        self.receiver.lock().unwrap().recv().ok()
    }

    fn close(&self) {
        self.sender.lock().unwrap().take();
    }
}
