//! Belief: a call that has yielded costs no turn.
//! Rejected by: there_is_one_yield_between_every_turns_calls_and_the_next
//! Saying: of a budget of 1

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
    left: u32,
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        Self { turns, left: turns }
    }

    /// Spends one turn; yields before that where none is left.
    pub async fn spend(&mut self) {
        if self.left == 0 {
            yield_now().await;
            self.left = self.turns;
            return;
        }
        self.left -= 1;
    }
}
