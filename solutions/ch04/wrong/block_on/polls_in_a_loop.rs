//! Belief: an executor polls until the future is ready; the waker is a formality.
//! Rejected by: something_else_that_ends_the_sleep_is_no_reason_to_poll
//! Saying: although nobody had called its waker

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::sync::thread;

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        thread::yield_now();
    }
}
