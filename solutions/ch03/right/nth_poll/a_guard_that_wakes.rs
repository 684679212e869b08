//! Style: a value that calls the waker when it is dropped, at the end of the poll.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
    /// None: no turn is left.
    left: Option<u32>,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll {
        turns,
        left: turns.checked_sub(1),
    }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        let Some(left) = self.left else {
            return Poll::Ready(self.turns);
        };
        let _wakes = WakesAtTheEnd(cx);
        self.left = left.checked_sub(1);
        Poll::Pending
    }
}

struct WakesAtTheEnd<'a, 'b>(&'a Context<'b>);

impl Drop for WakesAtTheEnd<'_, '_> {
    fn drop(&mut self) {
        self.0.waker().wake_by_ref();
    }
}
