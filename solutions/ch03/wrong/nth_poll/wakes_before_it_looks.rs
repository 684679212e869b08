//! Belief: first the wake, so that it is not forgotten; where there are no turns, none is needed.
//! Rejected by: the_poll_that_is_ready_calls_nobody
//! Saying: called a waker

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
    done: u32,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll { turns, done: 0 }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if self.turns == 0 {
            return Poll::Ready(0);
        }
        cx.waker().wake_by_ref();
        if self.done == self.turns {
            return Poll::Ready(self.turns);
        }
        self.done += 1;
        Poll::Pending
    }
}
