//! # Many at once, and only the woken
//!
//! ```
//! let replies = join_many(vec![fetch(1), fetch(2), fetch(3)]).await;
//! // replies[0] is the reply to fetch(1), whichever reply came first.
//! // Three replies take six polls of the futures: one to start and one for its reply, for each of
//! them.
//! ```
//!
//! A join that polls all of its futures at each wake is slow: with a thousand futures, a thousand
//! replies cost half a million polls. The waker of your task does not tell which future has called
//! it. If you give each future a waker that you make yourself, that waker can tell.
//!
//! Write `JoinMany`. Requirements:
//!
//! The result:
//!
//! 1. It is ready with the outputs of all futures, in the order in which the futures were given.
//!    Without futures, the first poll is ready.
//! 2. It takes any number of futures of one type. They may borrow, and need not be `Unpin` or `Send`.
//!    Their outputs need not be `Unpin` or `Clone`.
//!
//! Polls:
//!
//! 3. Calling `join_many` polls nothing. The first poll of the join polls each future once, in order.
//! 4. A later poll polls each future that was woken since its own last poll, once, and no other
//!    future. Many wakes before that poll count as one.
//! 5. A future that is woken during a poll of the join is polled for that wake once: either later in
//!    that same poll, if it was not polled in it yet, or in the next poll. A future that wakes itself
//!    is polled again in the next poll, and not in this one.
//! 6. No future is polled again after it was ready, or after the join was ready.
//!
//! Wakes:
//!
//! 7. When a future is woken, the task that polled the join last is woken. Once is enough for all
//!    wakes until the join is polled again. Without a wake of a future, the task is not woken.
//! 8. This holds for wakes from any thread, and at any moment: during a poll of the join, and when a
//!    future wakes itself or another one. By the time at which the task is woken, the join knows
//!    which future was woken.
//! 9. Futures may wake others while they are polled or dropped. So hold no lock then that your wakers
//!    need.
//! 10. Each join has its own wakes: a wake in one join has no effect on another join.
//!
//! Late wakes and dropping:
//!
//! 11. A waker may be called after its future or the join was ready, or after the join was dropped.
//!     That call does not panic.
//! 12. Dropping the join drops the futures, even if other code still keeps their wakers.
//!
//! Left open: when a future that was ready is dropped, whether a late wake wakes the task, and what a
//! poll of the join after the end does, except that it polls no future. The checks call only
//! `join_many`, which may return another type than `JoinMany`.

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
