//! Style: what is left is counted down, and the number kept beside it.

use std::pin::Pin;
use std::task::{Context, Poll};

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
        let Some(left) = self.left.checked_sub(1) else {
            return Poll::Ready(self.turns);
        };
        self.left = left;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
