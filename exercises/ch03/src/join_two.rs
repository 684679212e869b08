//! # Two at once
//!
//! ```
//! let (user, orders) = join_two(fetch_user(7), fetch_orders(7)).await;
//! // Both requests run at the same time. The wait is as long as the longer of the two,
//! // and not as long as both together.
//! ```
//!
//! `a.await; b.await` starts `b` only when `a` is ready, so the two waits add up. To wait for both at
//! once, a future must poll both of them before it returns Pending. The macro `join!` makes such a
//! future. Here you write it yourself.
//!
//! Write `JoinTwo`. Requirements:
//!
//! Polls:
//!
//! 1. Neither `a` nor `b` is polled before the first poll of the join.
//! 2. Each poll of the join polls those of the two that have not been ready yet: each of them once,
//!    and `a` before `b`. So the first poll polls both.
//! 3. Neither of the two is polled again after it was ready.
//! 4. The join is ready in the same poll in which the later of the two is ready. Its output is the
//!    pair of `a`'s output and `b`'s output.
//! 5. A poll of the join returns at once. It does not block the thread, and does not loop until one
//!    of the two is ready.
//!
//! Wakes:
//!
//! 6. If `a` or `b` calls the waker that it was polled with, the task that polled the join last is
//!    woken. The call may come at any moment, even during the poll, on any thread, and more than
//!    once.
//! 7. The join itself calls no waker.
//!
//! Types and dropping:
//!
//! 8. Any two futures can be joined, even if they borrow or are not `Send`. They and their outputs
//!    need not be `Unpin`, and the outputs need not be `Clone`.
//! 9. Dropping the join drops both futures, and an output that it has stored.
//!
//! Left open: what a poll after the end does, and when a future that was ready is dropped. You may
//! put the futures into a `Box`. The checks call only `join_two`, which may return another type than
//! `JoinTwo`, even one from a library.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    a: A,
    b: B,
}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo { a, b }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // So that the stub compiles without a warning: delete this line.
        let _ = (&self.a, &self.b, cx);
        todo!("poll both, then say whether both are ready")
    }
}
