//! Style: yields by waiting for a stream whose one item comes in the second poll; all calls are counted.

use std::task::Poll;

use futures::stream::{self, StreamExt};

/// Lets the executor poll the other tasks that are ready.
pub async fn yield_now() {
    let mut asked = 0;
    let mut gives = stream::poll_fn(move |cx| {
        asked += 1;
        if asked == 1 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(()))
    });
    gives.next().await;
}

/// Counts calls, and yields to the other tasks from time to time.
pub struct Budget {
    turns: u64,
    // Of all calls so far, and of those before the latest yield.
    calls: u64,
    yielded_at: u64,
}

impl Budget {
    /// A budget of which every `turns` calls of `spend` are followed by a yield.
    pub fn new(turns: u32) -> Self {
        Self {
            turns: turns.into(),
            calls: 0,
            yielded_at: 0,
        }
    }

    /// Spends one turn; if none is left, yields first.
    pub async fn spend(&mut self) {
        if self.calls - self.yielded_at == self.turns {
            yield_now().await;
            self.yielded_at = self.calls;
        }
        // A budget of nothing stays where it is, so that it yields before the next as well.
        if self.turns > 0 {
            self.calls += 1;
        }
    }
}
