//! Belief: to be woken is to be ready.
//! Rejected by: yield_now_is_pending_once_and_wakes_its_task_once
//! Saying: still Pending

use std::future::poll_fn;
use std::task::Poll;

/// Lets the other tasks that are ready have their turn.
pub async fn yield_now() {
    poll_fn::<(), _>(|cx| {
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
            // The turns come after the await: whoever is dropped here has not let anybody go first.
            yield_now().await;
            // Of a budget of 0, each yield pays for the call that yielded.
            self.left = self.turns.max(1);
        }
        self.left -= 1;
    }
}
