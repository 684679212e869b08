// entry: a_mark_is_enough
use std::collections::VecDeque;
use std::sync::Mutex;

use tokio::sync::Notify;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShutDown<T = ()>(pub T);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyDone;

struct State<T> {
    items: VecDeque<T>,
    unfinished: usize,
    shut: bool,
}

pub struct WorkQueue<T> {
    state: Mutex<State<T>>,
    arrived: Notify,
    finished: Notify,
}

impl<T> WorkQueue<T> {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            state: Mutex::new(State {
                items: VecDeque::new(),
                unfinished: 0,
                shut: false,
            }),
            arrived: Notify::new(),
            finished: Notify::new(),
        }
    }

    pub fn put(&self, item: T) -> Result<(), ShutDown<T>> {
        let mut state = self.state.lock().unwrap();
        if state.shut {
            return Err(ShutDown(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        drop(state);
        self.arrived.notify_waiters();
        Ok(())
    }

    pub async fn get(&self) -> Result<T, ShutDown> {
        loop {
            let arrived = self.arrived.notified();
            {
                let mut state = self.state.lock().unwrap();
                if let Some(item) = state.items.pop_front() {
                    return Ok(item);
                }
                if state.shut {
                    return Err(ShutDown(()));
                }
            }
            arrived.await;
        }
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        if state.unfinished == 0 {
            return Err(TooManyDone);
        }
        state.unfinished -= 1;
        if state.unfinished == 0 {
            self.finished.notify_waiters();
        }
        Ok(())
    }

    pub async fn join(&self) {
        loop {
            let finished = self.finished.notified();
            if self.state.lock().unwrap().unfinished == 0 {
                return;
            }
            finished.await;
        }
    }

    pub fn shutdown(&self, immediate: bool) {
        let dropped = {
            let mut state = self.state.lock().unwrap();
            state.shut = true;
            let mut dropped = VecDeque::new();
            if immediate {
                dropped = std::mem::take(&mut state.items);
                state.unfinished -= dropped.len().min(state.unfinished);
            }
            if state.unfinished == 0 {
                self.finished.notify_waiters();
            }
            dropped
        };
        drop(dropped);
    }
}
