//! Belief: an async block keeps what it takes in once.
//! Rejected by: the_future_lies_within_it_and_little_else
//! Saying: room for the future twice

use std::future::poll_fn;
use std::pin::pin;

/// A future that is ready with the output of `future` and with how many polls that took.
pub async fn counted<F: Future>(future: F) -> (F::Output, usize) {
    let mut future = pin!(future);
    let mut polls = 0;
    let output = poll_fn(|cx| {
        polls += 1;
        future.as_mut().poll(cx)
    })
    .await;
    (output, polls)
}
