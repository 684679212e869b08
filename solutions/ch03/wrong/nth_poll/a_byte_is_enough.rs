//! Belief: nobody waits for more turns than a small type can count.
//! Rejected by: many_turns_take_as_many_polls
//! Saying: does the type in which it counts hold 300?

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
    left: u8,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll {
        turns,
        left: turns as u8,
    }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if self.left == 0 {
            return Poll::Ready(self.turns);
        }
        self.left -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
