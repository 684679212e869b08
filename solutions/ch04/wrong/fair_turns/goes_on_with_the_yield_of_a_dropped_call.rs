//! Belief: a yield that was begun need not be begun again.
//! Rejected by: a_spend_dropped_while_it_yields_has_spent_nothing
//! Saying: a call of `spend` was dropped while it yielded, and the next one was ready at once

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
    left: u32,
    pause: Option<std::pin::Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        Self {
            turns,
            left: turns,
            pause: None,
        }
    }

    /// Spends one turn; yields before that where none is left.
    pub async fn spend(&mut self) {
        if self.left == 0 {
            // Where a call was dropped, the next goes on with its yield.
            self.pause
                .get_or_insert_with(|| Box::pin(yield_now()))
                .await;
            self.pause = None;
            self.left = self.turns;
        }
        self.left = self.left.saturating_sub(1);
    }
}
