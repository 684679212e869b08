//! Style: `poll_fn` around a closure that counts.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll {
    future: Pin<Box<dyn Future<Output = u32>>>,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    let mut polls = 0;
    NthPoll {
        future: Box::pin(poll_fn(move |cx| {
            if polls == turns {
                return Poll::Ready(turns);
            }
            polls += 1;
            cx.waker().wake_by_ref();
            Poll::Pending
        })),
    }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        Pin::new(&mut self.get_mut().future).poll(cx)
    }
}
