//! Style: a waker made here takes the stored task out and wakes it; each poll stores the task again.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    a: Pin<Box<A>>,
    b: Pin<Box<B>>,
    a_output: Option<A::Output>,
    b_output: Option<B::Output>,
    relay: Arc<Relay>,
}

impl<A: Future, B: Future> Unpin for JoinTwo<A, B> {}

#[derive(Default)]
struct Relay {
    task: Mutex<Option<Waker>>,
}

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        let task = self.task.lock().unwrap().take();
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
        relay: Arc::default(),
    }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        *this.relay.task.lock().unwrap() = Some(cx.waker().clone());
        let waker = Waker::from(Arc::clone(&this.relay));
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
