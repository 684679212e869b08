//! Belief: poll goes on where it stopped, with its variables, as an async function does.
//! Rejected by: the_first_turns_polls_are_pending_and_the_next_is_ready_with_turns
//! Saying: poll 4 was Pending too

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll { turns }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        let mut polls = 0;
        if polls == self.turns {
            return Poll::Ready(self.turns);
        }
        polls += 1;
        println!("poll {polls}");
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
