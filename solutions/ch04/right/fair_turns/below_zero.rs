//! Style: a signed count goes down first, and yields as long as it is below zero.

use std::future::poll_fn;
use std::task::Poll;

/// Lets the other tasks that are ready have their turn.
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

/// Lets the others have their turn now and then.
pub struct Budget {
    turns: u32,
    left: i64,
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        Self {
            turns,
            left: turns.into(),
        }
    }

    /// Spends one turn; yields before that where none is left.
    pub async fn spend(&mut self) {
        self.left -= 1;
        if self.left < 0 {
            yield_now().await;
            self.left = i64::from(self.turns) - 1;
        }
    }
}
