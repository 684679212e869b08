//! Belief: it is enough to remember the yield that was dropped.
//! Rejected by: a_spend_dropped_while_it_yields_has_spent_nothing
//! Saying: a call that was dropped has taken a turn

use std::future::poll_fn;
use std::task::Poll;

/// Lets the other tasks that are ready have their turn.
pub async fn yield_now() {
    let mut yielded = false;
    poll_fn(|cx| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Lets the others have their turn now and then.
pub struct Budget {
    turns: u32,
    left: u32,
    owes_a_yield: bool,
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        Self {
            turns,
            left: turns,
            owes_a_yield: false,
        }
    }

    /// Spends one turn; yields before that where none is left.
    pub async fn spend(&mut self) {
        if self.left == 0 {
            self.left = self.turns;
            self.owes_a_yield = true;
        }
        self.left = self.left.saturating_sub(1);
        if self.owes_a_yield {
            yield_now().await;
            self.owes_a_yield = false;
        }
    }
}
