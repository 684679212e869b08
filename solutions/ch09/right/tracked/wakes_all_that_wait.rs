//! Style: by hand. Each change wakes all that wait, and these look again.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::mem::take;
use std::sync::Mutex;
use std::task::{Poll, Waker};

/// The queue is shut down. Of `put`, it has the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShutDown<T = ()>(pub T);

/// `task_done` was called more often than items were put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyDone;

pub struct WorkQueue<T>(Mutex<State<T>>);

struct State<T> {
    items: VecDeque<T>,
    not_done: usize,
    is_shut_down: bool,
    waiting: Vec<Waker>,
}

impl<T> WorkQueue<T> {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self(Mutex::new(State {
            items: VecDeque::new(),
            not_done: 0,
            is_shut_down: false,
            waiting: Vec::new(),
        }))
    }

    pub fn put(&self, item: T) -> Result<(), ShutDown<T>> {
        self.change(|state| {
            if state.is_shut_down {
                return Err(ShutDown(item));
            }
            state.items.push_back(item);
            state.not_done += 1;
            Ok(())
        })
    }

    pub async fn get(&self) -> Result<T, ShutDown> {
        self.wait(|state| match state.items.pop_front() {
            Some(item) => Some(Ok(item)),
            None => state.is_shut_down.then_some(Err(ShutDown(()))),
        })
        .await
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        self.change(|state| {
            state.not_done = state.not_done.checked_sub(1).ok_or(TooManyDone)?;
            Ok(())
        })
    }

    pub async fn join(&self) {
        self.wait(|state| (state.not_done == 0).then_some(())).await;
    }

    pub fn shutdown(&self, immediate: bool) {
        // Returned, so that the items are dropped without the lock.
        let _dropped = self.change(|state| {
            state.is_shut_down = true;
            let dropped = match immediate {
                true => take(&mut state.items),
                false => VecDeque::new(),
            };
            state.not_done -= dropped.len();
            dropped
        });
    }

    fn change<R>(&self, change: impl FnOnce(&mut State<T>) -> R) -> R {
        let mut state = self.0.lock().unwrap();
        let result = change(&mut state);
        let wakers = take(&mut state.waiting);
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
        result
    }

    async fn wait<R>(&self, mut look: impl FnMut(&mut State<T>) -> Option<R>) -> R {
        poll_fn(|cx| {
            let mut state = self.0.lock().unwrap();
            match look(&mut state) {
                Some(result) => Poll::Ready(result),
                None => {
                    state.waiting.push(cx.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }
}
