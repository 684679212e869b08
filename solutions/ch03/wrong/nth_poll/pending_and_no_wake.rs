//! Belief: whoever returns Pending is polled again by and by.
//! Rejected by: a_poll_that_returns_pending_calls_its_waker_once
//! Saying: had not called its waker

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
    polls: u32,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll { turns, polls: 0 }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        if self.polls == self.turns {
            return Poll::Ready(self.turns);
        }
        self.polls += 1;
        Poll::Pending
    }
}
