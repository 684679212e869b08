//! Belief: the first poll of a future is always Pending.
//! Rejected by: with_no_turns_the_first_poll_is_ready
//! Saying: no turns to wait for

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

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if self.polls > 0 && self.polls >= self.turns {
            return Poll::Ready(self.turns);
        }
        self.polls += 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
