//! Style: each poll makes a channel and drops its sender, which calls the waker.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::channel::oneshot;

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
        if self.left == 0 {
            return Poll::Ready(self.turns);
        }
        self.left -= 1;
        let (sender, mut receiver) = oneshot::channel::<()>();
        let _ = Pin::new(&mut receiver).poll(cx);
        drop(sender);
        Poll::Pending
    }
}
