// entry: one_budget_for_the_thread
use std::cell::Cell;
use std::future::poll_fn;
use std::task::Poll;

pub async fn yield_now() {
    let mut polled = false;
    poll_fn(|cx| {
        if polled {
            return Poll::Ready(());
        }
        polled = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await
}

thread_local! {
    static SPENT: Cell<u32> = const { Cell::new(0) };
}

pub struct Budget {
    turns: u32,
}

impl Budget {
    pub fn new(turns: u32) -> Self {
        Self { turns }
    }

    pub async fn spend(&mut self) {
        if SPENT.get() >= self.turns {
            yield_now().await;
            SPENT.set(0);
        }
        if self.turns > 0 {
            SPENT.set(SPENT.get() + 1);
        }
    }
}
