//! Style: the turns that are left are a range, and each call takes the next one.

use std::future::poll_fn;
use std::ops::Range;
use std::task::{Poll, Waker};

/// Lets the executor poll the other tasks that are ready.
pub async fn yield_now() {
    let waker: Waker = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
    waker.wake();
    futures::pending!();
}

/// Counts calls, and yields to the other tasks from time to time.
pub struct Budget {
    turns: u32,
    left: Range<u32>,
}

impl Budget {
    /// A budget of which every `turns` calls of `spend` are followed by a yield.
    pub fn new(turns: u32) -> Self {
        Self {
            turns,
            left: 0..turns,
        }
    }

    /// Spends one turn; if none is left, yields first.
    pub async fn spend(&mut self) {
        if self.left.next().is_some() {
            return;
        }
        yield_now().await;
        // This call is the first of them.
        self.left = 1..self.turns;
    }
}
