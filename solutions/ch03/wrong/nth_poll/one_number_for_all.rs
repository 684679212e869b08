//! Belief: there is only one of it at a time.
//! Rejected by: two_of_them_do_not_disturb_each_other
//! Saying: does it share its number

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
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
        POLLS.with(|polls| {
            if polls.load(Ordering::Relaxed) == self.turns {
                polls.store(0, Ordering::Relaxed);
                return Poll::Ready(self.turns);
            }
            polls.fetch_add(1, Ordering::Relaxed);
            cx.waker().wake_by_ref();
            Poll::Pending
        })
    }
}

thread_local! {
    static POLLS: AtomicU32 = const { AtomicU32::new(0) };
}
