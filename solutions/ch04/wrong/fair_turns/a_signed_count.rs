//! Belief: a count that may go below nothing is an i32.
//! Rejected by: the_first_turns_are_ready_at_once_and_wake_nobody
//! Saying: call number 1 of a budget of 4294967295 yielded

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
    left: i32,
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        Self {
            turns,
            left: turns as i32,
        }
    }

    /// Spends one turn; yields before that where none is left.
    pub async fn spend(&mut self) {
        if self.left <= 0 {
            yield_now().await;
            self.left = self.turns as i32;
        }
        self.left -= 1;
    }
}
