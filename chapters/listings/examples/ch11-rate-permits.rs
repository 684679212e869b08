use std::cell::RefCell;
use std::time::Duration;

use futures::future::join_all;
use tokio::sync::Semaphore;
use tokio::time::{Instant, interval, sleep};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Counts the requests of each second.
struct Server {
    began: Instant,
    seconds: RefCell<Vec<u32>>,
}

// ANCHOR: server
impl Server {
    /// A reply takes 10 ms.
    async fn quote(&self) {
        self.count();
        sleep(ms(10)).await;
    }
    // ANCHOR_END: server

    fn count(&self) {
        let second = self.began.elapsed().as_secs() as usize;
        let mut seconds = self.seconds.borrow_mut();
        seconds.resize(second + 1, 0);
        seconds[second] += 1;
    }

    fn new() -> Self {
        Self {
            began: Instant::now(),
            seconds: RefCell::default(),
        }
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let server = Server::new();
    // ANCHOR: semaphore
    let permits = Semaphore::new(2);
    let requests = (0..500).map(async |_| {
        let _permit = permits.acquire().await;
        server.quote().await;
    });
    join_all(requests).await;
    // ANCHOR_END: semaphore
    println!(
        "two at once: {:?} requests in each second",
        server.seconds.borrow()
    );

    let server = Server::new();
    // ANCHOR: paced
    let mut pace = interval(ms(50)); // 20 in a second
    for _ in 0..60 {
        pace.tick().await;
        server.quote().await;
    }
    // ANCHOR_END: paced
    println!(
        "paced: {:?} requests in each second",
        server.seconds.borrow()
    );
}
