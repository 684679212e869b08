//! Belief: once it is woken it runs, and comes round by itself.
//! Rejected by: a_poll_that_returns_pending_calls_its_waker_once
//! Saying: poll 2 returned Pending and had not called

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
        if self.polls == 0 {
            cx.waker().wake_by_ref();
        }
        self.polls += 1;
        Poll::Pending
    }
}
