//! Style: an atomic, so that no field needs to be mutable; the waker is cloned and consumed.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
    polls: AtomicU32,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll {
        turns,
        polls: AtomicU32::new(0),
    }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if self.polls.load(Ordering::Relaxed) >= self.turns {
            return Poll::Ready(self.turns);
        }
        self.polls.fetch_add(1, Ordering::Relaxed);
        cx.waker().clone().wake();
        Poll::Pending
    }
}
