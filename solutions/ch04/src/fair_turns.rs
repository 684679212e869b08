//! # Everyone gets a turn
//!
//! An executor can poll another task only when the one under way returns Pending. A task whose every await
//! is ready at once never does: a full queue keeps it going, and its neighbours starve. To be a good
//! neighbour it must return Pending now and then although it could go on.
//!
//! Write `yield_now` and `Budget`. They are judged by these promises:
//!
//! - `yield_now` returns Pending once, and is ready at the next poll. Its task is woken once for that, so that
//!   it comes to the back of its executor's queue.
//! - Calling `yield_now` or `spend` without awaiting it does nothing; each `yield_now` yields anew.
//! - Of a budget of `turns`, the first `turns` calls of `spend` are ready at once and wake nobody. The next
//!   one yields first, and is then the first of another `turns`.
//! - A `spend` that is dropped while it yields has spent nothing, and perhaps nobody has had a turn: the next
//!   one yields, and is then the first of another `turns`.
//! - Two budgets count each for itself. A budget of 0 yields before every call.

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
            // The turns come after the await: a call that is dropped here has let no other task go first.
            yield_now().await;
            // Of a budget of 0, each yield pays for the call that yielded.
            self.left = self.turns.max(1);
        }
        self.left -= 1;
    }
}
