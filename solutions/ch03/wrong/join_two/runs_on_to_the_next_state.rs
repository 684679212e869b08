//! Belief: after a change of state a poll runs on, as with an await that is over.
//! Rejected by: each_poll_polls_those_that_are_not_ready_once_and_a_before_b
//! Saying: more than once in one poll

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    state: State<A, B>,
}

enum State<A: Future, B: Future> {
    Both(Pin<Box<A>>, Pin<Box<B>>),
    OnlyA(Pin<Box<A>>, B::Output),
    OnlyB(A::Output, Pin<Box<B>>),
    Over,
}

impl<A: Future, B: Future> Unpin for JoinTwo<A, B> {}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo {
        state: State::Both(Box::pin(a), Box::pin(b)),
    }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let next = match std::mem::replace(&mut self.state, State::Over) {
                State::Both(mut a, mut b) => match a.as_mut().poll(cx) {
                    Poll::Ready(a) => State::OnlyB(a, b),
                    Poll::Pending => match b.as_mut().poll(cx) {
                        Poll::Ready(b) => State::OnlyA(a, b),
                        Poll::Pending => {
                            self.state = State::Both(a, b);
                            return Poll::Pending;
                        }
                    },
                },
                State::OnlyA(mut a, b) => match a.as_mut().poll(cx) {
                    Poll::Ready(a) => return Poll::Ready((a, b)),
                    Poll::Pending => {
                        self.state = State::OnlyA(a, b);
                        return Poll::Pending;
                    }
                },
                State::OnlyB(a, mut b) => match b.as_mut().poll(cx) {
                    Poll::Ready(b) => return Poll::Ready((a, b)),
                    Poll::Pending => {
                        self.state = State::OnlyB(a, b);
                        return Poll::Pending;
                    }
                },
                State::Over => panic!("polled after it was ready"),
            };
            self.state = next;
        }
    }
}
