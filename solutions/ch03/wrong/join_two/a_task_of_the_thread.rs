//! Belief: a waker is called on the thread on which the task runs.
//! Rejected by: a_wake_at_any_moment_reaches_the_task
//! Saying: on another thread

use std::cell::RefCell;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    a: Pin<Box<A>>,
    b: Pin<Box<B>>,
    a_output: Option<A::Output>,
    b_output: Option<B::Output>,
}

impl<A: Future, B: Future> Unpin for JoinTwo<A, B> {}

thread_local! {
    static TASK: RefCell<Option<Waker>> = const { RefCell::new(None) };
}

struct Relay;

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        let task = TASK.with_borrow(Clone::clone);
        if let Some(task) = task {
            task.wake();
        }
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
        TASK.set(Some(cx.waker().clone()));
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
