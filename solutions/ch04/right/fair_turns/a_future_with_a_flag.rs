//! Style: yield_now as a type with a poll of its own; turns counted upwards.

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

/// Lets the other tasks that are ready have their turn.
pub async fn yield_now() {
    Yield { yielded: false }.await
}

/// Lets the others have their turn now and then.
pub struct Budget {
    turns: u32,
    spent: u32,
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        Self { turns, spent: 0 }
    }

    /// Spends one turn; yields before that where none is left.
    pub async fn spend(&mut self) {
        if self.spent >= self.turns {
            yield_now().await;
            self.spent = 0;
        }
        self.spent += 1;
    }
}
