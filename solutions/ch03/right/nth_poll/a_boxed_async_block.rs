//! Style: a boxed async block that calls the waker and then waits with `pending!`.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll {
    future: Pin<Box<dyn Future<Output = u32> + Send>>,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll {
        future: Box::pin(async move {
            for _ in 0..turns {
                poll_fn(|cx| {
                    cx.waker().clone().wake();
                    Poll::Ready(())
                })
                .await;
                futures::pending!();
            }
            turns
        }),
    }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        self.future.as_mut().poll(cx)
    }
}
