//! A door bell. Whoever waits for it leaves a waker, and whoever rings calls it.

use std::sync::{Arc, Mutex, MutexGuard};
use std::task::Waker;

// ANCHOR: bell
#[derive(Clone, Default)]
pub struct Bell(Arc<Mutex<State>>);

#[derive(Default)]
pub struct State {
    pub rung: bool,
    pub waker: Option<Waker>,
}

impl Bell {
    pub fn ring(&self) {
        let mut state = self.state();
        state.rung = true;
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
// ANCHOR_END: bell
