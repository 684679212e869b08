//! Style: a queue of oneshot channels, through which the value goes to the next request.

use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::sync::oneshot;

use crate::sync;

/// A value that one task at a time can use.
pub struct Mutex<T> {
    state: sync::Mutex<State<T>>,
}

struct State<T> {
    value: Option<T>,
    requests: VecDeque<oneshot::Sender<T>>,
}

/// A request for the value: made by [`Mutex::lock`].
pub struct Lock<'a, T> {
    mutex: &'a Mutex<T>,
    granted: Option<oneshot::Receiver<T>>,
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
        let (value, requests) = (Some(value), VecDeque::new());
        let state = sync::Mutex::new(State { value, requests });
        Self { state }
    }

    /// Asks for the value. The request is in the queue from its first poll.
    pub fn lock(&self) -> Lock<'_, T> {
        let granted = None;
        Lock {
            mutex: self,
            granted,
        }
    }

    /// The value, if the mutex is unlocked and no request waits.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        let value = Some(self.state.lock().unwrap().value.take()?);
        Some(Guard { mutex: self, value })
    }

    /// Takes the mutex apart.
    pub fn into_inner(self) -> T {
        self.state.into_inner().unwrap().value.unwrap()
    }

    fn unlock(&self, mut value: T) {
        loop {
            let mut state = self.state.lock().unwrap();
            let Some(request) = state.requests.pop_front() else {
                state.value = Some(value);
                return;
            };
            // `send` wakes the receiver.
            drop(state);
            match request.send(value) {
                Ok(()) => return,
                Err(returned) => value = returned,
            }
        }
    }
}

impl<'a, T> Future for Lock<'a, T> {
    type Output = Guard<'a, T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Guard<'a, T>> {
        let mutex = self.mutex;
        let granted = self.granted.get_or_insert_with(|| {
            let (sender, receiver) = oneshot::channel();
            let mut state = mutex.state.lock().unwrap();
            match state.value.take() {
                Some(value) => assert!(sender.send(value).is_ok(), "the receiver is here"),
                None => state.requests.push_back(sender),
            }
            receiver
        });
        let value = ready!(Pin::new(granted).poll(cx));
        let value = Some(value.expect("a sender leaves the queue with the value"));
        self.granted = None;
        Poll::Ready(Guard { mutex, value })
    }
}

impl<T> Drop for Lock<'_, T> {
    fn drop(&mut self) {
        let Some(granted) = &mut self.granted else {
            return;
        };
        granted.close();
        if let Ok(value) = granted.try_recv() {
            self.mutex.unlock(value);
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
            self.mutex.unlock(value);
        }
    }
}
