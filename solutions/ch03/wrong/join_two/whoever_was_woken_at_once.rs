//! Belief: a wake during the poll is answered by polling once more, at once.
//! Rejected by: each_poll_polls_those_that_are_not_ready_once_and_a_before_b
//! Saying: Each poll of a and b that was Pending had called its waker

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
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
    called: AtomicBool,
}

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        self.called.store(true, Ordering::SeqCst);
        let task = self.task.lock().unwrap().clone();
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
        let inner = &mut Context::from_waker(&waker);
        loop {
            this.relay.called.store(false, Ordering::SeqCst);
            if this.a_output.is_none()
                && let Poll::Ready(output) = this.a.as_mut().poll(inner)
            {
                this.a_output = Some(output);
            }
            if this.b_output.is_none()
                && let Poll::Ready(output) = this.b.as_mut().poll(inner)
            {
                this.b_output = Some(output);
            }
            if !this.relay.called.load(Ordering::SeqCst) {
                break;
            }
        }
        if this.a_output.is_none() || this.b_output.is_none() {
            return Poll::Pending;
        }
        let outputs = this.a_output.take().zip(this.b_output.take());
        outputs.map_or(Poll::Pending, Poll::Ready)
    }
}
