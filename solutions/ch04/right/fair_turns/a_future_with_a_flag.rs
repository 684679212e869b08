//! Style: `yield_now` is a type with its own `poll`; turns are counted up.

use std::pin::Pin;
use std::task::{Context, Poll};

struct Yield {
    yielded: bool,
}

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.yielded {
            Poll::Ready(())
        } else {
            self.yielded = true;
            cx.waker().wake_by_ref();
            Poll::Pending
        }
    }
}

/// Lets the executor poll the other tasks that are ready.
pub async fn yield_now() {
    Yield { yielded: false }.await
}

/// Counts calls, and yields to the other tasks from time to time.
pub struct Budget {
    turns: u32,
    spent: u32,
}

impl Budget {
    /// A budget of which every `turns` calls of `spend` are followed by a yield.
    pub fn new(turns: u32) -> Self {
        Self { turns, spent: 0 }
    }

    /// Spends one turn; if none is left, yields first.
    pub async fn spend(&mut self) {
        if self.spent >= self.turns {
            yield_now().await;
            self.spent = 0;
        }
        self.spent += 1;
    }
}
