// tries: 5
// ANCHOR: main
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Returns the longest time between two beats.
async fn heart(beats: u32) -> Duration {
    let mut longest = Duration::ZERO;
    let mut last = Instant::now();
    for _ in 0..beats {
        sleep(Duration::from_millis(10)).await;
        longest = longest.max(last.elapsed());
        last = Instant::now();
    }
    longest
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let heart = tokio::spawn(heart(20));
    sleep(Duration::from_millis(50)).await;
    for _ in 0..2 {
        tokio::spawn(async { std::thread::sleep(Duration::from_millis(300)) });
    }
    let longest = heart.await.unwrap();
    println!(
        "two workers, two blocking tasks: ~{} ms without a beat",
        longest.as_millis()
    );
    assert!(
        longest >= Duration::from_millis(200),
        "a gap of {longest:?}"
    );
}
// ANCHOR_END: main
