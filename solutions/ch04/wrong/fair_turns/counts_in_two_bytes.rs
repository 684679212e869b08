//! Belief: a budget is a small number.
//! Rejected by: there_is_one_yield_between_every_turns_calls_and_the_next
//! Saying: of a budget of 70000

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
    left: u16,
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        Self {
            turns,
            left: turns.try_into().unwrap_or(u16::MAX),
        }
    }

    /// Spends one turn; yields before that where none is left.
    pub async fn spend(&mut self) {
        if self.left == 0 {
            // The turns come after the await: whoever is dropped here has not let anybody go first.
            yield_now().await;
            // Of a budget of 0, each yield pays for the call that yielded.
            self.left = self.turns.max(1).try_into().unwrap_or(u16::MAX);
        }
        self.left -= 1;
    }
}
