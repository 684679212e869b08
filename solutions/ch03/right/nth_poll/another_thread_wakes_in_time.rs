//! Style: another thread calls the waker, and the poll waits until it has done so.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;

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
        let waker = cx.waker();
        thread::scope(|scope| {
            scope.spawn(|| waker.wake_by_ref());
        });
        Poll::Pending
    }
}
