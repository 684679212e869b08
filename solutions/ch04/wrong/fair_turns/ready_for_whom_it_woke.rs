//! Belief: the poll that follows is that of the waker that was called.
//! Rejected by: yield_now_is_pending_once_and_wakes_its_task_once
//! Saying: now with another waker

use std::future::poll_fn;
use std::task::Poll;

/// Lets the other tasks that are ready have their turn.
pub async fn yield_now() {
    let mut yielded: Option<std::task::Waker> = None;
    poll_fn(move |cx| match &yielded {
        Some(waker) if cx.waker().will_wake(waker) => Poll::Ready(()),
        Some(_) => Poll::Pending,
        _ => {
            cx.waker().wake_by_ref();
            yielded = Some(cx.waker().clone());
            Poll::Pending
        }
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
        }
        self.left = self.left.saturating_sub(1);
    }
}
