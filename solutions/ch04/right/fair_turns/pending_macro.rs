//! Style: the waker first, then the macro of futures that is Pending once.

use std::future::poll_fn;
use std::task::Poll;

/// Lets the other tasks that are ready have their turn.
pub async fn yield_now() {
    let waker = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
    waker.wake();
    futures::pending!();
}

/// Lets the others have their turn now and then.
pub struct Budget {
    turns: u32,
    left: u32,
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        Self { turns, left: turns }
    }

    /// Spends one turn; yields before that where none is left.
    pub async fn spend(&mut self) {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => {
                yield_now().await;
                self.left = self.turns.saturating_sub(1);
            }
        }
    }
}
