//! Belief: a static counts, and each wrapper remembers where it stood at first.
//! Rejected by: each_counts_its_own_polls
//! Saying: each counts its own polls

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        future: F,
        began: Option<usize>,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted {
        future,
        began: None,
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polls = POLLS.fetch_add(1, SeqCst);
        let this = self.project();
        let began = *this.began.get_or_insert(polls);
        let output = ready!(this.future.poll(cx));
        Poll::Ready((output, polls - began + 1))
    }
}

static POLLS: AtomicUsize = AtomicUsize::new(0);
