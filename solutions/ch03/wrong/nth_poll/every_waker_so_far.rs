//! Belief: whoever has polled once wants to hear of every turn.
//! Rejected by: the_waker_that_is_called_is_that_of_this_poll
//! Saying: the waker of an earlier poll

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
    polls: u32,
    wakers: Vec<Waker>,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll {
        turns,
        polls: 0,
        wakers: Vec::new(),
    }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if self.polls == self.turns {
            return Poll::Ready(self.turns);
        }
        self.polls += 1;
        if !self.wakers.iter().any(|kept| kept.will_wake(cx.waker())) {
            self.wakers.push(cx.waker().clone());
        }
        self.wakers.iter().for_each(Waker::wake_by_ref);
        Poll::Pending
    }
}
