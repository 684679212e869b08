//! Style: the turns that are left are a range, and each call takes the next of it.

use std::future::poll_fn;
use std::ops::Range;
use std::task::{Poll, Waker};

/// Lets the other tasks that are ready have their turn.
pub async fn yield_now() {
    let waker: Waker = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
    waker.wake();
    futures::pending!();
}

/// Lets the others have their turn now and then.
pub struct Budget {
    turns: u32,
    left: Range<u32>,
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        Self {
            turns,
            left: 0..turns,
        }
    }

    /// Spends one turn; yields before that where none is left.
    pub async fn spend(&mut self) {
        if self.left.next().is_some() {
            return;
        }
        yield_now().await;
        // This call is the first of them.
        self.left = 1..self.turns;
    }
}
