//! An event that one future waits for. The future stores its waker in it; `set` calls that waker.

use std::sync::{Arc, Mutex, MutexGuard};
use std::task::Waker;

// ANCHOR: event
#[derive(Clone, Default)]
pub struct Event(Arc<Mutex<State>>);

#[derive(Default)]
pub struct State {
    pub is_set: bool,
    pub waker: Option<Waker>,
}

impl Event {
    pub fn set(&self) {
        let mut state = self.state();
        state.is_set = true;
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}
// ANCHOR_END: event
