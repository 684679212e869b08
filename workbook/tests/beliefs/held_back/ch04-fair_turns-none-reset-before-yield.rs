// entry: none
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

pub struct Budget {
    turns: u32,
    spent: u32,
}

impl Budget {
    pub fn new(turns: u32) -> Self {
        Self { turns, spent: 0 }
    }

    pub async fn spend(&mut self) {
        if self.spent == self.turns {
            self.spent = 0;
            yield_now().await;
        }
        if self.turns > 0 {
            self.spent += 1;
        }
    }
}
