//! Belief: the program waits for one join at a time, so one place holds the task that waits.
//! Rejected by: a_wake_of_either_reaches_the_task_that_polled_last
//! Saying: that woke the task of the second join

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use futures::task::AtomicWaker;

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    a: Pin<Box<A>>,
    b: Pin<Box<B>>,
    a_output: Option<A::Output>,
    b_output: Option<B::Output>,
}

impl<A: Future, B: Future> Unpin for JoinTwo<A, B> {}

/// The task that waits.
static TASK: AtomicWaker = AtomicWaker::new();

struct Relay;

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        TASK.wake();
    }
}

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
        TASK.register(cx.waker());
        let waker = Waker::from(Arc::new(Relay));
        let cx = &mut Context::from_waker(&waker);
        if this.a_output.is_none()
            && let Poll::Ready(output) = this.a.as_mut().poll(cx)
        {
            this.a_output = Some(output);
        }
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
