//! Belief: whoever lives within a runtime uses its budget, and gives way when that says so.
//! Rejected by: many_turns_take_as_many_polls
//! Saying: returned Pending and had called its waker never

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::task::coop;

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
    left: u32,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll { turns, left: turns }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        ready!(coop::poll_proceed(cx)).made_progress();
        if self.left == 0 {
            return Poll::Ready(self.turns);
        }
        self.left -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
