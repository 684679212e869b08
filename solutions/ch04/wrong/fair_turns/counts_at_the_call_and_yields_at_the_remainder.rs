//! Belief: a count and a remainder are all that it takes.
//! Rejected by: a_spend_dropped_while_it_yields_has_spent_nothing
//! Saying: was ready at once

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
        // Nothing else will ever wake this task: it could go on at once.
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Lets the others have their turn now and then.
pub struct Budget {
    turns: u32,
    spent: u32,
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        Self { turns, spent: 0 }
    }

    /// Spends one turn; yields before that where none is left.
    pub async fn spend(&mut self) {
        let spent = self.spent;
        self.spent += 1;
        let yields = match self.turns {
            0 => true,
            turns => spent > 0 && spent % turns == 0,
        };
        if yields {
            yield_now().await;
        }
    }
}
