//! Belief: `turns` polls are still waiting when `turns` polls have been counted.
//! Rejected by: the_first_turns_polls_are_pending_and_the_next_is_ready_with_turns
//! Saying: poll 4 was Pending too

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
        if self.polls > self.turns {
            return Poll::Ready(self.turns);
        }
        self.polls += 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
