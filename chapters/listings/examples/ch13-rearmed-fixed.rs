use std::time::Duration;

use tokio::sync::mpsc::{self, Receiver};
use tokio::time::{Instant, interval_at, sleep};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

async fn count(mut views: Receiver<u32>) {
    // ANCHOR: timer
    let (began, every) = (Instant::now(), Duration::from_millis(50));
    let mut flush = interval_at(began + every, every);
    // ANCHOR_END: timer
    let mut unsaved = 0;
    loop {
        tokio::select! {
            biased;
            view = views.recv() => match view {
                Some(some) => unsaved += some,
                None => break,
            },
            _ = flush.tick() => {
                println!("{:3} ms: saved {unsaved}", began.elapsed().as_millis());
                unsaved = 0;
            }
        }
    }
    println!("{:3} ms: {unsaved} unsaved", began.elapsed().as_millis());
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (sender, views) = mpsc::channel(8);
    let visitors = async move {
        for _ in 0..6 {
            ms(30).await;
            sender.send(1).await.unwrap();
        }
    };
    tokio::join!(visitors, count(views));
}
