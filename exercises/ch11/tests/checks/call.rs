//! A future that a check polls as a task polls it: once, and then again if it was woken.

#![allow(dead_code, reason = "an exercise alone may not use it")]

use std::task::Poll;

use kit::ByHand;

/// Holds a future; nothing of it runs yet.
pub struct Call<F: Future>(ByHand<F>);

impl<F: Future> Call<F> {
    /// Holds `future`.
    pub fn new(future: F) -> Self {
        Self(ByHand::new(future))
    }

    /// What it returned; `None` if it waits. The clock stands still meanwhile.
    pub async fn runs(&mut self) -> Option<F::Output> {
        for _ in 0..20 {
            if self.0.polls() == 0 || self.0.wakes() > 0 {
                // Another waker at each poll, as if the future had moved to another task.
                self.0.change_waker();
                if let Poll::Ready(output) = self.0.poll() {
                    return Some(output);
                }
            }
            // What an answer has spawned may run.
            tokio::task::yield_now().await;
        }
        None
    }
}
