//! Belief: calling it is its first turn.
//! Rejected by: the_first_turns_polls_are_pending_and_the_next_is_ready_with_turns
//! Saying: poll 3 was ready with 3

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
    polls: u32,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll { turns, polls: 1 }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if self.polls > self.turns || self.turns == 0 {
            return Poll::Ready(self.turns);
        }
        self.polls += 1;
        if self.polls > self.turns {
            return Poll::Ready(self.turns);
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
