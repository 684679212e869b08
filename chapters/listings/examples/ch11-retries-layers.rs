use std::cell::Cell;

// ANCHOR: layers
struct Down;

async fn three_times(mut attempt: impl AsyncFnMut() -> Result<(), Down>) -> Result<(), Down> {
    for _ in 0..2 {
        if attempt().await.is_ok() {
            return Ok(());
        }
    }
    attempt().await
}

async fn browser(calls: &Cell<u32>) -> Result<(), Down> {
    three_times(async || gateway(calls).await).await
}

async fn gateway(calls: &Cell<u32>) -> Result<(), Down> {
    three_times(async || service(calls).await).await
}

async fn service(calls: &Cell<u32>) -> Result<(), Down> {
    three_times(async || database(calls).await).await
}

async fn database(calls: &Cell<u32>) -> Result<(), Down> {
    calls.set(calls.get() + 1);
    Err(Down)
}
// ANCHOR_END: layers

// ANCHOR: budget
/// One for all requests of a process. A retry takes a token; ten successes bring one back.
struct Budget {
    tenths: Cell<u32>,
}

impl Budget {
    fn may_retry(&self) -> bool {
        let left = self.tenths.get().checked_sub(10);
        left.is_some_and(|left| {
            self.tenths.set(left);
            true
        })
    }

    fn succeeded(&self) {
        self.tenths.set((self.tenths.get() + 1).min(100)); // at most ten tokens
    }
}
// ANCHOR_END: budget

async fn ask(budget: &Budget, up: bool, calls: &Cell<u32>) {
    for attempt in 1..=3 {
        calls.set(calls.get() + 1);
        if up {
            return budget.succeeded();
        }
        if attempt == 3 || !budget.may_retry() {
            return;
        }
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let calls = Cell::new(0);
    let _ = browser(&calls).await;
    println!("one click, and the database is asked {} times", calls.get());

    let budget = Budget {
        tenths: Cell::new(100),
    };
    for (up, requests) in [(false, 1000), (true, 50), (false, 1000)] {
        let calls = Cell::new(0);
        for _ in 0..requests {
            ask(&budget, up, &calls).await;
        }
        let state = if up { "up" } else { "down" };
        println!("{state}: {requests} requests make {} calls", calls.get());
    }
}
