//! Belief: the field that is counted down still tells where it began.
//! Rejected by: the_first_turns_polls_are_pending_and_the_next_is_ready_with_turns
//! Saying: ready with 0 instead of 3

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll { turns }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if self.turns == 0 {
            return Poll::Ready(self.turns);
        }
        self.turns -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
