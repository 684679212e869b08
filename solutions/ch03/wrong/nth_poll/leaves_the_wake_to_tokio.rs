//! Belief: whoever yields has called the waker when the poll returns.
//! Rejected by: a_poll_that_returns_pending_calls_its_waker_once
//! Saying: the call came later

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll {
    inner: Pin<Box<dyn Future<Output = u32> + Send>>,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll {
        inner: Box::pin(async move {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
            turns
        }),
    }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        self.inner.as_mut().poll(cx)
    }
}
