//! Belief: the waker of the last poll is the one that was kept.
//! Rejected by: the_waker_that_is_called_is_that_of_this_poll
//! Saying: the waker that it was given

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
    polls: u32,
    waker: Option<Waker>,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll {
        turns,
        polls: 0,
        waker: None,
    }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if self.polls == self.turns {
            return Poll::Ready(self.turns);
        }
        self.polls += 1;
        let before = self.waker.replace(cx.waker().clone());
        if let Some(waker) = before {
            waker.wake();
        }
        Poll::Pending
    }
}
