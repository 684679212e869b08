//! # A wrapper that moves nothing
//!
//! ```
//! let (reply, polls) = counted(fetch(7)).await;
//! // reply is the output of fetch(7). If that future was Pending twice and then ready,
//! // polls is 3.
//! ```
//!
//! Logging, timeouts and measurements are often built as a future around another one. The inner
//! future may point into itself, so it must not move after it was polled. A `Box` keeps it where it
//! is, at the cost of an allocation. Pin projection keeps it inside the wrapper, and costs nothing at
//! run time.
//!
//! Write `Counted`, which counts the polls of the future inside it. Requirements:
//!
//! The result:
//!
//! 1. `Counted` is ready in the same poll in which the inner future is ready. Its output is the
//!    output of the inner future and the number of polls that this future took, the last one
//!    included.
//! 2. The count is right for any number of polls that a `usize` can hold. Each `Counted` counts only
//!    its own polls, even if several are polled in turn, or if another task goes on polling it.
//!
//! Polls and wakers:
//!
//! 3. Calling `counted` polls nothing. Each poll of `Counted` polls the inner future once, even if
//!    the budget of the tokio task is used up.
//! 4. The inner future is polled with the waker that this poll of `Counted` brings.
//! 5. `Counted` itself calls no waker.
//!
//! Place and size:
//!
//! 6. The inner future may be any future, even one that borrows, or is not `Unpin` or `Send`.
//!    `Counted` does not move it after its first poll.
//! 7. The inner future is stored in `Counted` itself, without a `Box`. `Counted` is at most 16 bytes
//!    larger than the inner future, however large its output is. (The checks use futures with an
//!    alignment of at most 8.)
//! 8. Dropping `Counted` drops the inner future.
//!
//! Left open: what a poll after the end does, and when the inner future is dropped once it was ready.
//! `Counted` may be an enum, and may require `F: Future`. You need no `unsafe`, and it is switched
//! off here. You may use the crate `pin-project-lite`.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`counted`].
pub struct Counted<F> {
    future: F,
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted { future }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // So that the stub compiles without a warning: delete this line.
        let _ = (&self.future, cx);
        todo!("count this poll, and pass it on to the future within")
    }
}
