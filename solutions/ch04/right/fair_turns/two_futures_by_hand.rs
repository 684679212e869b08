//! Style: both futures as types, `spend` with a yield of its own in it; turns counted upwards.

use std::pin::Pin;
use std::task::{Context, Poll};

enum Step {
    Before,
    Yielding,
    After,
}

/// What `yield_now` gives.
#[must_use = "it does nothing unless it is awaited"]
pub struct YieldNow(Step);

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.0 {
            Step::Before => {
                self.0 = Step::Yielding;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Step::Yielding => {
                self.0 = Step::After;
                Poll::Ready(())
            }
            Step::After => panic!("polled after it was ready"),
        }
    }
}

/// Lets the other tasks that are ready have their turn.
pub fn yield_now() -> YieldNow {
    YieldNow(Step::Before)
}

/// Lets the others have their turn now and then.
pub struct Budget {
    turns: u32,
    spent: u32,
}

/// What `spend` gives.
#[must_use = "it does nothing unless it is awaited"]
pub struct Spend<'a> {
    budget: &'a mut Budget,
    yielding: YieldNow,
}

impl Future for Spend<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        if this.budget.spent >= this.budget.turns {
            std::task::ready!(Pin::new(&mut this.yielding).poll(cx));
            this.budget.spent = 0;
        }
        this.budget.spent += 1;
        Poll::Ready(())
    }
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        Self { turns, spent: 0 }
    }

    /// Spends one turn; yields before that where none is left.
    pub fn spend(&mut self) -> Spend<'_> {
        Spend {
            budget: self,
            yielding: yield_now(),
        }
    }
}
