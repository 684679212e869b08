//! # Many at once, and only the woken
//!
//! A join of two that polls both each time does no harm. A join of a thousand that polls all that are left
//! each time that one of them has news is slow: a thousand replies cost half a million polls. But the waker that
//! wakes your task does not say which of the thousand it was. A waker that you make yourself can.
//!
//! Write `JoinMany`. It is judged by these promises:
//!
//! - It is ready with all outputs, in the order of the futures given, whichever was ready first. With no
//!   future to wait for it is ready at once.
//! - The first poll polls each future once, in order.
//! - After that, a poll polls those that were woken since they were last polled, each of them once, and
//!   no others; and none after it was ready. A wake during the poll counts for this poll or the next one,
//!   but not for both: a turn answers every wake that came before it.
//! - Where a future is woken, the task that polled the join last is woken; once for all wakes until it
//!   polls again is enough. That holds for a wake from
//!   another thread, for a wake while the join is being polled, and for a future that wakes itself.
//!   Without such a wake nobody wakes the task.
//! - A wake for a future that is over, or after the join was dropped, hurts nobody. It may wake the task.
//! - Any futures of one type can be joined: they need not be `Unpin` or `Send`. Dropping the join drops
//!   them, also where somebody still keeps a waker.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    futures: Vec<F>,
}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    JoinMany { futures }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // So that the stub compiles without a warning: delete this line.
        let _ = cx;
        todo!("poll those of {} that were woken", self.futures.len())
    }
}
