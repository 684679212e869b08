//! Style: a signed count goes down first, and yields as long as it is below zero.

use std::future::poll_fn;
use std::task::Poll;

/// Lets the executor poll the other tasks that are ready.
pub async fn yield_now() {
    let mut yielded = false;
    poll_fn(move |cx| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Counts calls, and yields to the other tasks from time to time.
pub struct Budget {
    turns: u32,
    left: i64,
}

impl Budget {
    /// A budget of which every `turns` calls of `spend` are followed by a yield.
    pub fn new(turns: u32) -> Self {
        Self {
            turns,
            left: turns.into(),
        }
    }

    /// Spends one turn; if none is left, yields first.
    pub async fn spend(&mut self) {
        self.left -= 1;
        if self.left < 0 {
            yield_now().await;
            self.left = i64::from(self.turns) - 1;
        }
    }
}
