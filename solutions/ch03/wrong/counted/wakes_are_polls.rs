//! Belief: there is a poll for each wake, and one to begin with.
//! Rejected by: it_is_ready_with_the_output_and_the_polls_it_took
//! Saying: and Counted says that it took 1

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use pin_project_lite::pin_project;

struct Counts {
    wakes: Arc<AtomicUsize>,
    task: Waker,
}

impl Wake for Counts {
    fn wake(self: Arc<Self>) {
        self.wakes.fetch_add(1, Ordering::SeqCst);
        self.task.wake_by_ref();
    }
}

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        future: F,
        wakes: Arc<AtomicUsize>,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted {
        future,
        wakes: Arc::default(),
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let counts = Counts {
            wakes: Arc::clone(this.wakes),
            task: cx.waker().clone(),
        };
        let waker = Waker::from(Arc::new(counts));
        this.future
            .poll(&mut Context::from_waker(&waker))
            .map(|output| (output, this.wakes.load(Ordering::SeqCst) + 1))
    }
}
