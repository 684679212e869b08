//! Style: an enum for each half, pinned in place, with `project_replace` for the output.

use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`join_two`].
    pub struct JoinTwo<A: Future, B: Future> {
        #[pin]
        a: Part<A>,
        #[pin]
        b: Part<B>,
    }
}

pin_project! {
    #[project = Place]
    #[project_replace = Taken]
    enum Part<F: Future> {
        Waiting { #[pin] future: F },
        Ready { output: F::Output },
        Spent,
    }
}

impl<F: Future> Part<F> {
    fn is_over(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> bool {
        if let Place::Waiting { future } = self.as_mut().project() {
            match future.poll(cx) {
                Poll::Ready(output) => self.set(Part::Ready { output }),
                Poll::Pending => return false,
            }
        }
        true
    }

    fn output(self: Pin<&mut Self>) -> F::Output {
        match self.project_replace(Part::Spent) {
            Taken::Ready { output } => output,
            _ => panic!("polled after it was ready"),
        }
    }
}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo {
        a: Part::Waiting { future: a },
        b: Part::Waiting { future: b },
    }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let a = this.a.as_mut().is_over(cx);
        let b = this.b.as_mut().is_over(cx);
        if a && b {
            return Poll::Ready((this.a.output(), this.b.output()));
        }
        Poll::Pending
    }
}
