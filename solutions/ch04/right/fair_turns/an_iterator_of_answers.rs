//! Style: the results of a yield's polls come from an iterator; the budget is polled by hand.

use std::future::poll_fn;
use std::task::{Context, Poll};

/// Lets the executor poll the other tasks that are ready.
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

/// Counts calls, and yields to the other tasks from time to time.
pub struct Budget {
    turns: u32,
    left: Option<u32>,
}

impl Budget {
    /// A budget of which every `turns` calls of `spend` are followed by a yield.
    pub fn new(turns: u32) -> Self {
        let left = turns.checked_sub(1);
        Self { turns, left }
    }

    /// Spends one turn; if none is left, yields first.
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
