//! Belief: a wake may get lost on a long way, so a second one now and then does no harm.
//! Rejected by: many_turns_take_as_many_polls
//! Saying: called its waker 2 times; wanted: once

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
        if self.polls == self.turns {
            return Poll::Ready(self.turns);
        }
        self.polls += 1;
        cx.waker().wake_by_ref();
        if self.polls.is_multiple_of(128) {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}
