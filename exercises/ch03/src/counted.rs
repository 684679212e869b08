//! # A wrapper that moves nothing
//!
//! Logging, timeouts, measuring: much of async is a future around another one. The inner one may point
//! into itself, so it must not move once it was polled. Putting it in a `Box` is one way to keep it in its
//! place. To promise that you do not move it is the other one, and costs nothing at run time.
//!
//! Write `Counted`, which counts the polls of the future in it. It is judged by these promises:
//!
//! - It is ready when the future in it is, with that one's output and the number of polls that it took,
//!   the last one included.
//! - Each of its polls polls the future in it once, with the same waker. It calls no waker itself.
//! - It takes any future, also one that is not `Unpin`, and never moves it after the first poll.
//! - The future lies within `Counted` itself, which is at most 16 bytes larger than it, also where the
//!   output is large: no `Box`. (That is for a future of an alignment of at most 8.)
//! - Making it polls nothing. Dropping it drops the future in it.
//!
//! `Counted` may ask for `F: Future`, or be an enum. There is no need of `unsafe` here, and it is switched
//! off. The crate `pin-project-lite` is there.

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
