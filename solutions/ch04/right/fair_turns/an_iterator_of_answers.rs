//! Style: the polls of a yield as an iterator; a budget that is polled by hand.

use std::future::poll_fn;
use std::task::{Context, Poll};

/// Lets the other tasks that are ready have their turn.
pub async fn yield_now() {
    let mut polls = [Poll::Pending, Poll::Ready(())].into_iter();
    poll_fn(|cx| {
        let poll = polls.next().expect("polled twice at most");
        if poll.is_pending() {
            cx.waker().wake_by_ref();
        }
        poll
    })
    .await
}

/// Lets the others have their turn now and then.
pub struct Budget {
    turns: u32,
    left: Option<u32>,
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        let left = turns.checked_sub(1);
        Self { turns, left }
    }

    /// Spends one turn; yields before that where none is left.
    pub fn spend(&mut self) -> impl Future<Output = ()> {
        let mut yielded = false;
        poll_fn(move |cx| self.poll_spend(&mut yielded, cx))
    }

    fn poll_spend(&mut self, yielded: &mut bool, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(left) = self.left {
            self.left = left.checked_sub(1);
            return Poll::Ready(());
        }
        if !*yielded {
            *yielded = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.left = self.turns.max(1).checked_sub(2);
        Poll::Ready(())
    }
}
