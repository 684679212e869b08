//! Belief: a waker of its own is made once, and passes on to the task for ever.
//! Rejected by: a_wake_of_either_reaches_the_task_that_polled_last
//! Saying: came with a new waker

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    a: Option<Pin<Box<A>>>,
    b: Option<Pin<Box<B>>>,
    relay: Option<Waker>,
    outputs: (Option<A::Output>, Option<B::Output>),
}

// The futures lie in boxes; the outputs are never pinned.
impl<A: Future, B: Future> Unpin for JoinTwo<A, B> {}

struct Relay(Waker);

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        self.0.wake_by_ref();
    }
}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo {
        a: Some(Box::pin(a)),
        b: Some(Box::pin(b)),
        relay: None,
        outputs: (None, None),
    }
}

fn step<F: Future>(
    part: &mut Option<Pin<Box<F>>>,
    output: &mut Option<F::Output>,
    cx: &mut Context,
) {
    if let Some(future) = part
        && let Poll::Ready(value) = future.as_mut().poll(cx)
    {
        *part = None;
        *output = Some(value);
    }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let JoinTwo {
            a,
            b,
            relay,
            outputs,
        } = &mut *self;
        let relay = relay.get_or_insert_with(|| Waker::from(Arc::new(Relay(cx.waker().clone()))));
        let mut inner = Context::from_waker(relay);
        step(a, &mut outputs.0, &mut inner);
        step(b, &mut outputs.1, &mut inner);
        if a.is_some() || b.is_some() {
            return Poll::Pending;
        }
        match (outputs.0.take(), outputs.1.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            _ => panic!("polled after it was ready"),
        }
    }
}
