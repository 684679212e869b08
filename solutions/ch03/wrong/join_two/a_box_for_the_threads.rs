//! Belief: what is boxed as a future is Send and lives for ever.
//! Rejected by: the compiler
//! Saying: Send

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::future::{BoxFuture, FutureExt};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    both: BoxFuture<'static, (A::Output, B::Output)>,
}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<
    A: Future<Output: Send> + Send + 'static,
    B: Future<Output: Send> + Send + 'static,
>(
    a: A,
    b: B,
) -> JoinTwo<A, B> {
    JoinTwo {
        both: futures::future::join(a, b).boxed(),
    }
}

impl<A: Future<Output: Send> + Send + 'static, B: Future<Output: Send> + Send + 'static> Future
    for JoinTwo<A, B>
{
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.both.as_mut().poll(cx)
    }
}
