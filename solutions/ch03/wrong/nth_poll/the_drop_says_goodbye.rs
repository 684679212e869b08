//! Belief: whoever is dropped before it is ready must tell the task that waits.
//! Rejected by: a_poll_that_returns_pending_calls_its_waker_once
//! Saying: the drop called the waker

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
    left: u32,
    waker: Option<Waker>,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll {
        turns,
        left: turns,
        waker: None,
    }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if self.left == 0 {
            self.waker = None;
            return Poll::Ready(self.turns);
        }
        self.left -= 1;
        cx.waker().wake_by_ref();
        self.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for NthPoll {
    fn drop(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}
