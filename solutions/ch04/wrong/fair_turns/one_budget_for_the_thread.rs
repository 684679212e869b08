//! Belief: the budget is the thread's.
//! Rejected by: two_budgets_count_each_for_itself
//! Saying: a budget of 2 and one of 3

use std::future::poll_fn;
use std::task::Poll;

thread_local! {
    static LEFT: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

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
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        LEFT.set(turns);
        Self { turns }
    }

    /// Spends one turn; yields before that where none is left.
    pub async fn spend(&mut self) {
        if LEFT.get() == 0 {
            // The turns come after the await: whoever is dropped here has not let anybody go first.
            yield_now().await;
            // Of a budget of 0, each yield pays for the call that yielded.
            LEFT.set(self.turns.max(1));
        }
        LEFT.set(LEFT.get() - 1);
    }
}
