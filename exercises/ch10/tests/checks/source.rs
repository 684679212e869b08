//! Streams by hand: a source whose items a check hands over, and a stream that is polled one poll at a time.

#![allow(dead_code, reason = "each exercise uses a part of it")]

use std::collections::VecDeque;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use futures::Stream;
use kit::CountingWaker;

/// Hands items to its [`Source`], ends it, and sees how it is polled. Clones are the same.
pub struct Feed<T>(Arc<Mutex<State<T>>>);

/// The stream of a [`Feed`]. It is not `Unpin`: most streams are not.
pub struct Source<T> {
    state: Arc<Mutex<State<T>>>,
    _pinned: PhantomPinned,
}

struct State<T> {
    ready: VecDeque<T>,
    ended: bool,
    waker: Option<Waker>,
    polls: usize,
    taken: usize,
    ends_given: usize,
    dropped: bool,
}

impl<T> Feed<T> {
    /// A source that has `items` ready and has not ended.
    pub fn open(items: impl IntoIterator<Item = T>) -> (Self, Source<T>) {
        let state = Arc::new(Mutex::new(State {
            ready: items.into_iter().collect(),
            ended: false,
            waker: None,
            polls: 0,
            taken: 0,
            ends_given: 0,
            dropped: false,
        }));
        let source = Source {
            state: Arc::clone(&state),
            _pinned: PhantomPinned,
        };
        (Self(state), source)
    }

    /// A source that has `items` ready and ends after them.
    pub fn of(items: impl IntoIterator<Item = T>) -> (Self, Source<T>) {
        let (feed, source) = Self::open(items);
        feed.end();
        (feed, source)
    }

    /// One more item is ready.
    pub fn give(&self, item: T) {
        self.change(|state| state.ready.push_back(item));
    }

    /// The source ends after the items that are ready.
    pub fn end(&self) {
        self.change(|state| state.ended = true);
    }

    fn change(&self, change: impl FnOnce(&mut State<T>)) {
        let waker = {
            let mut state = lock(&self.0);
            change(&mut state);
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// How often the source was polled.
    pub fn polls(&self) -> usize {
        lock(&self.0).polls
    }

    /// How many items were taken from the source.
    pub fn taken(&self) -> usize {
        lock(&self.0).taken
    }

    /// Whether the source has returned `None`.
    pub fn has_ended(&self) -> bool {
        lock(&self.0).ends_given > 0
    }

    /// How often the source was polled after it had returned `None`.
    pub fn polls_after_end(&self) -> usize {
        lock(&self.0).ends_given.saturating_sub(1)
    }

    /// Whether the source was dropped.
    pub fn is_dropped(&self) -> bool {
        lock(&self.0).dropped
    }
}

impl<T> Clone for Feed<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Stream for Source<T> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let mut state = lock(&self.state);
        state.polls += 1;
        if let Some(item) = state.ready.pop_front() {
            state.taken += 1;
            return Poll::Ready(Some(item));
        }
        if state.ended {
            state.ends_given += 1;
            return Poll::Ready(None);
        }
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl<T> Drop for Source<T> {
    fn drop(&mut self) {
        let rest = {
            let mut state = lock(&self.state);
            state.dropped = true;
            std::mem::take(&mut state.ready)
        };
        // Not under the lock: an item's own drop may do anything.
        drop(rest);
    }
}

/// A panic in an answer's code must not hide behind a poisoned lock.
fn lock<T>(state: &Mutex<State<T>>) -> MutexGuard<'_, State<T>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Polls a stream one poll at a time, with a waker that counts.
pub struct Polled<S> {
    stream: Pin<Box<S>>,
    waker: CountingWaker,
}

impl<S: Stream> Polled<S> {
    /// Nothing of `stream` runs yet.
    pub fn new(stream: S) -> Self {
        Self {
            stream: Box::pin(stream),
            waker: CountingWaker::new(),
        }
    }

    /// Polls it once for its next item.
    pub fn poll(&mut self) -> Poll<Option<S::Item>> {
        let waker = self.waker.waker();
        let mut cx = Context::from_waker(&waker);
        self.stream.as_mut().poll_next(&mut cx)
    }

    /// How often the waker in use was called.
    pub fn wakes(&self) -> usize {
        self.waker.wakes()
    }

    /// Polls with another waker from now on, as if another task polled; the old one is returned.
    pub fn change_waker(&mut self) -> CountingWaker {
        std::mem::take(&mut self.waker)
    }
}
