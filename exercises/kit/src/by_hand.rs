//! A future that is polled one poll at a time.

use std::pin::Pin;
use std::task::{Context, Poll};

use crate::CountingWaker;

/// Holds a future and polls it when told, with a waker that counts.
pub struct ByHand<F: Future> {
    future: Option<Pin<Box<F>>>,
    waker: CountingWaker,
    polls: usize,
}

impl<F: Future> ByHand<F> {
    /// Holds `future`; nothing of it runs yet.
    pub fn new(future: F) -> Self {
        Self {
            future: Some(Box::pin(future)),
            waker: CountingWaker::new(),
            polls: 0,
        }
    }

    /// Polls it once.
    ///
    /// # Panics
    /// Where it was ready before, or was dropped.
    #[track_caller]
    pub fn poll(&mut self) -> Poll<F::Output> {
        let future = self
            .future
            .as_mut()
            .expect("a finished or dropped future is not polled again");
        self.polls += 1;
        let waker = self.waker.waker();
        let result = future.as_mut().poll(&mut Context::from_waker(&waker));
        if result.is_ready() {
            self.future = None;
        }
        result
    }

    /// Polls it with another waker from now on, as an executor does that moved the future to
    /// another task; the old one goes on counting and is returned.
    pub fn change_waker(&mut self) -> CountingWaker {
        std::mem::take(&mut self.waker)
    }

    /// Drops the future: cancels it.
    pub fn cancel(&mut self) {
        self.future = None;
    }

    /// How often it was polled.
    pub fn polls(&self) -> usize {
        self.polls
    }

    /// How often the waker in use was called.
    pub fn wakes(&self) -> usize {
        self.waker.wakes()
    }

    /// How many clones of the waker in use somebody keeps. None, after a Pending: nobody can ever
    /// wake this future.
    pub fn wakers_kept(&self) -> usize {
        self.waker.kept()
    }
}
