//! Belief: what is pinned keeps its address, so a table by address can hold the counts.
//! Rejected by: each_counts_its_own_polls
//! Saying: a new one begins to count

use std::cell::RefCell;
use std::collections::HashMap;

use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        future: F,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted { future }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let at = std::ptr::from_ref(&*self).addr();
        let polls = POLLS.with_borrow_mut(|polls| {
            let polls = polls.entry(at).or_insert(0);
            *polls += 1;
            *polls
        });
        let output = ready!(self.project().future.poll(cx));
        POLLS.with_borrow_mut(|polls| polls.remove(&at));
        Poll::Ready((output, polls))
    }
}

thread_local! {
    static POLLS: RefCell<HashMap<usize, usize>> = RefCell::default();
}
