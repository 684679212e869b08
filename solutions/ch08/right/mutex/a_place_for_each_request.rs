//! Style: unlocking moves the value to a place that the next request shares with the queue.

use std::collections::VecDeque;
use std::mem::replace;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::sync::{self, Arc};

/// A value that one task at a time can use.
pub struct Mutex<T> {
    state: sync::Mutex<State<T>>,
}

struct State<T> {
    /// Here if the mutex is unlocked; then the queue is empty.
    value: Option<T>,
    queue: VecDeque<Arc<Place<T>>>,
}

type Place<T> = sync::Mutex<Stage<T>>;

enum Stage<T> {
    Waits(Waker),
    Granted(T),
    Over,
}

/// A request for the value: made by [`Mutex::lock`].
pub struct Lock<'a, T> {
    mutex: &'a Mutex<T>,
    place: Option<Arc<Place<T>>>,
}

/// Access to the value, until it is dropped.
pub struct Guard<'a, T> {
    mutex: &'a Mutex<T>,
    /// There until the guard is dropped.
    value: Option<T>,
}

impl<T> Mutex<T> {
    /// An unlocked mutex.
    pub fn new(value: T) -> Self {
        let state = State {
            value: Some(value),
            queue: VecDeque::new(),
        };
        Self {
            state: sync::Mutex::new(state),
        }
    }

    /// Asks for the value. The request is in the queue from its first poll.
    pub fn lock(&self) -> Lock<'_, T> {
        Lock {
            mutex: self,
            place: None,
        }
    }

    /// The value, if the mutex is unlocked and no request waits.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        let value = self.state.lock().unwrap().value.take()?;
        Some(self.guard(value))
    }

    /// Takes the mutex apart.
    pub fn into_inner(self) -> T {
        let state = self.state.into_inner().unwrap();
        state.value.expect("no guard and no request is left")
    }

    fn guard(&self, value: T) -> Guard<'_, T> {
        Guard {
            mutex: self,
            value: Some(value),
        }
    }

    fn pass_on(&self, value: T) {
        let mut state = self.state.lock().unwrap();
        let Some(place) = state.queue.pop_front() else {
            state.value = Some(value);
            return;
        };
        // Under the lock of the queue, so that the request is not dropped in between.
        let before = replace(&mut *place.lock().unwrap(), Stage::Granted(value));
        drop(state);
        if let Stage::Waits(waker) = before {
            waker.wake();
        }
    }
}

impl<'a, T> Future for Lock<'a, T> {
    type Output = Guard<'a, T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Guard<'a, T>> {
        let mutex = self.mutex;
        let Some(place) = &self.place else {
            let mut state = mutex.state.lock().unwrap();
            if let Some(value) = state.value.take() {
                return Poll::Ready(mutex.guard(value));
            }
            let place = Arc::new(sync::Mutex::new(Stage::Waits(cx.waker().clone())));
            state.queue.push_back(Arc::clone(&place));
            self.place = Some(place);
            return Poll::Pending;
        };
        let mut stage = place.lock().unwrap();
        match replace(&mut *stage, Stage::Over) {
            Stage::Granted(value) => Poll::Ready(mutex.guard(value)),
            Stage::Waits(_) => {
                *stage = Stage::Waits(cx.waker().clone());
                Poll::Pending
            }
            Stage::Over => panic!("a request that has its guard is polled again"),
        }
    }
}

impl<T> Drop for Lock<'_, T> {
    fn drop(&mut self) {
        let Some(place) = self.place.take() else {
            return;
        };
        let mut state = self.mutex.state.lock().unwrap();
        state.queue.retain(|queued| !Arc::ptr_eq(queued, &place));
        drop(state);
        let stage = replace(&mut *place.lock().unwrap(), Stage::Over);
        if let Stage::Granted(value) = stage {
            self.mutex.pass_on(value);
        }
    }
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().unwrap()
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().unwrap()
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        if let Some(value) = self.value.take() {
            self.mutex.pass_on(value);
        }
    }
}
