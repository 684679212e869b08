//! # Everyone gets a turn
//!
//! ```
//! let mut budget = Budget::new(3);
//! for message in messages {
//!     budget.spend().await; // Calls 4, 7 and 10 yield first.
//!     handle(message);
//! }
//! ```
//!
//! An executor can poll another task only after the poll that is under way has returned. A task that awaits only
//! what is ready at once never returns `Pending`: as long as its messages come, the other tasks of the thread
//! starve. So it must return `Pending` from time to time, although it could go on.
//!
//! Write `yield_now` and `Budget`. Requirements:
//!
//! `yield_now`
//!
//! 1. The first poll returns `Pending`, and the next poll is ready.
//! 2. Before the first poll returns, it has called its waker exactly once. No other poll calls a waker.
//! 3. Each call of `yield_now` yields, even while another one yields in the same task or in another one.
//!
//! `Budget`
//!
//! 4. Of a budget of `turns`, the first `turns` calls of `spend` are ready at once, and call no waker.
//! 5. The next call yields once. It then counts as the first of the next `turns` calls.
//! 6. A call that is dropped while it yields counts for nothing, and the yield is still due: with 3 turns, if call
//!    4 is dropped, call 5 yields instead, calls 6 and 7 are ready at once, and call 8 yields.
//! 7. Each budget counts its own calls. `turns` may be any `u32`; with a budget of 0, each call yields once.
//!
//! Both
//!
//! 8. A future that is never polled changes nothing: a call without `.await` neither yields nor counts.
//!
//! Left open: which task the executor polls next, and whether `spend` uses your `yield_now`.

use std::future::poll_fn;
use std::task::Poll;

/// Lets the executor poll the other tasks that are ready.
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

/// Counts calls, and yields to the other tasks from time to time.
pub struct Budget {
    turns: u32,
    left: u32,
}

impl Budget {
    /// A budget of which every `turns` calls of `spend` are followed by a yield.
    pub fn new(turns: u32) -> Self {
        Self { turns, left: turns }
    }

    /// Spends one turn; if none is left, yields first.
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
