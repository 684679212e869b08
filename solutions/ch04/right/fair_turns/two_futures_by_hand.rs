//! Style: both futures are types, and `spend` has a yield of its own in it; turns are counted up.

use std::pin::Pin;
use std::task::{Context, Poll};

enum Step {
    Before,
    Yielding,
    After,
}

/// The future of `yield_now`.
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

/// Lets the executor poll the other tasks that are ready.
pub fn yield_now() -> YieldNow {
    YieldNow(Step::Before)
}

/// Counts calls, and yields to the other tasks from time to time.
pub struct Budget {
    turns: u32,
    spent: u32,
}

/// The future of `spend`.
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
    /// A budget of which every `turns` calls of `spend` are followed by a yield.
    pub fn new(turns: u32) -> Self {
        Self { turns, spent: 0 }
    }

    /// Spends one turn; if none is left, yields first.
    pub fn spend(&mut self) -> Spend<'_> {
        Spend {
            budget: self,
            yielding: yield_now(),
        }
    }
}
