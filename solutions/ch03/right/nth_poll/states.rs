//! Style: an enum with a state for waiting and one for the end.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub enum NthPoll {
    Waiting { turns: u32, left: u32 },
    Over { turns: u32 },
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    match turns {
        0 => NthPoll::Over { turns },
        _ => NthPoll::Waiting { turns, left: turns },
    }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        *self = match *self {
            NthPoll::Over { turns } => return Poll::Ready(turns),
            NthPoll::Waiting { turns, left: 1 } => NthPoll::Over { turns },
            NthPoll::Waiting { turns, left } => NthPoll::Waiting {
                turns,
                left: left - 1,
            },
        };
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
