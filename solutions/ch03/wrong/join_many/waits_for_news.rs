//! Belief: the futures run on by themselves, and the join has only to wait for their wakes.
//! Rejected by: without_a_wake_the_task_is_left_alone
//! Saying: has not polled

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    _futures: Vec<F>,
}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    JoinMany { _futures: futures }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Pending
    }
}
