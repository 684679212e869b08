//! Belief: who gives up a yield has to be put in line again.
//! Rejected by: yield_now_is_pending_once_and_wakes_its_task_once
//! Saying: once more when it was dropped

use std::future::poll_fn;
use std::task::Poll;

/// Lets the other tasks that are ready have their turn.
pub async fn yield_now() {
    struct Yielded(bool, Option<std::task::Waker>);
    impl Drop for Yielded {
        fn drop(&mut self) {
            if let Some(waker) = self.1.take() {
                waker.wake();
            }
        }
    }
    let mut yielded = Yielded(false, None);
    poll_fn(move |cx| {
        if std::mem::replace(&mut yielded.0, true) {
            yielded.1 = None;
            return Poll::Ready(());
        }
        yielded.1 = Some(cx.waker().clone());
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
        }
        self.left = self.left.saturating_sub(1);
    }
}
