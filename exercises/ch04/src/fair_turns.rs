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

/// Lets the other tasks that are ready have their turn.
pub async fn yield_now() {
    todo!("return Pending once")
}

/// Lets the others have their turn now and then.
pub struct Budget {
    turns: u32,
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        Self { turns }
    }

    /// Spends one turn; yields before that where none is left.
    pub async fn spend(&mut self) {
        todo!(
            "count down from {}, and yield where none is left",
            self.turns
        )
    }
}
