//! Belief: it is fair that each of them is polled first now and then.
//! Rejected by: each_poll_polls_those_that_are_not_ready_once_and_a_before_b
//! Saying: polled b, then a

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::future::{MaybeDone, maybe_done};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    a: Pin<Box<MaybeDone<A>>>,
    b: Pin<Box<MaybeDone<B>>>,
    b_begins: bool,
}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo {
        a: Box::pin(maybe_done(a)),
        b: Box::pin(maybe_done(b)),
        b_begins: false,
    }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let JoinTwo { a, b, b_begins } = &mut *self;
        let (a_waits, b_waits);
        if *b_begins {
            b_waits = b.as_mut().poll(cx).is_pending();
            a_waits = a.as_mut().poll(cx).is_pending();
        } else {
            a_waits = a.as_mut().poll(cx).is_pending();
            b_waits = b.as_mut().poll(cx).is_pending();
        }
        *b_begins = !*b_begins;
        if a_waits || b_waits {
            return Poll::Pending;
        }
        let a = a.as_mut().take_output().expect("taken once");
        let b = b.as_mut().take_output().expect("taken once");
        Poll::Ready((a, b))
    }
}
