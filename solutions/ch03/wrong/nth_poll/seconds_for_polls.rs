//! Belief: a turn is a stretch of time.
//! Rejected by: the_first_turns_polls_are_pending_and_the_next_is_ready_with_turns
//! Saying: was Pending too

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
    since: Instant,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll {
        turns,
        since: Instant::now(),
    }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if self.since.elapsed() >= Duration::from_secs(10) * self.turns {
            return Poll::Ready(self.turns);
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
