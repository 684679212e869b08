//! Belief: turns + 1 polls fit into the type of turns.
//! Rejected by: the_largest_number_of_turns_is_a_number_like_any_other
//! Saying: add with overflow

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
    left: u32,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll {
        turns,
        left: turns + 1,
    }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        self.left -= 1;
        if self.left == 0 {
            return Poll::Ready(self.turns);
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
