//! # Two at once
//!
//! `a.await; b.await` waits for one and then for the other. To wait for both at once, somebody must
//! poll both before it says that it waits. In tokio that is `join!`. Here it is you.
//!
//! Write `JoinTwo`. It is judged by these promises:
//!
//! - It is ready with the pair of both outputs (`a`'s, `b`'s), in the poll in which the later one of the
//!   two is ready. Nobody polls it after that.
//! - Each poll polls those that are not ready yet, each of them once, `a` before `b`. So the first one
//!   polls both, and both are under way at the same time.
//! - Neither is polled again after it was ready.
//! - Each of the two is polled with the waker that the join was polled with, or with one that wakes the
//!   same task, whenever and on whatever thread it is called. The join itself calls no waker.
//! - Any two futures can be joined: they need not be `Unpin`, and their outputs neither that nor `Clone`.
//!   You may put them into a `Box`.
//! - Nothing runs before the first poll. Dropping the join drops both.
//!
//! The checks call `join_two` alone: it may return a future of another type than `JoinTwo`, such as that
//! of a library's join, as long as it keeps these promises.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    a: Pin<Box<A>>,
    b: Pin<Box<B>>,
    a_output: Option<A::Output>,
    b_output: Option<B::Output>,
}

// What must not move lies in the boxes. The join itself may move, whatever the outputs are.
impl<A: Future, B: Future> Unpin for JoinTwo<A, B> {}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo {
        a: Box::pin(a),
        b: Box::pin(b),
        a_output: None,
        b_output: None,
    }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        // The output tells that a half is over: it must not be polled again.
        if this.a_output.is_none()
            && let Poll::Ready(output) = this.a.as_mut().poll(cx)
        {
            this.a_output = Some(output);
        }
        // Also where `a` is pending: both are to be under way.
        if this.b_output.is_none()
            && let Poll::Ready(output) = this.b.as_mut().poll(cx)
        {
            this.b_output = Some(output);
        }
        if this.a_output.is_none() || this.b_output.is_none() {
            return Poll::Pending;
        }
        let outputs = this.a_output.take().zip(this.b_output.take());
        outputs.map_or(Poll::Pending, Poll::Ready)
    }
}
