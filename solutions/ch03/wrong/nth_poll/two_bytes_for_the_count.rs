//! Belief: the turns may be many, but the polls so far fit into two bytes.
//! Rejected by: many_turns_take_as_many_polls
//! Saying: poll 65538 was Pending too

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
    polls: u16,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll { turns, polls: 0 }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if u32::from(self.polls) == self.turns {
            return Poll::Ready(self.turns);
        }
        self.polls = self.polls.wrapping_add(1);
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
