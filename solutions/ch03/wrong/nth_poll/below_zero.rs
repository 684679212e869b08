//! Belief: there is always a turn left to take.
//! Rejected by: with_no_turns_the_first_poll_is_ready
//! Saying: subtract with overflow

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
        left: turns - 1,
    }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        // Never comes here with no turns: making it has panicked.
        if self.left == u32::MAX {
            return Poll::Ready(self.turns);
        }
        self.left = self.left.wrapping_sub(1);
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
