//! Belief: a waker that wakes the same task is the same waker.
//! Rejected by: the_one_within_gets_the_waker_of_each_poll
//! Saying: the future within got another one

use pin_project_lite::pin_project;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker, ready};

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        future: F,
        polls: usize,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted { future, polls: 0 }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        *this.polls += 1;
        let waker = Waker::from(Arc::new(Passed(cx.waker().clone())));
        let output = ready!(this.future.poll(&mut Context::from_waker(&waker)));
        Poll::Ready((output, *this.polls))
    }
}

struct Passed(Waker);

impl Wake for Passed {
    fn wake(self: Arc<Self>) {
        self.0.wake_by_ref();
    }
}
