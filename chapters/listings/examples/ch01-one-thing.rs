// measures: release
// ANCHOR: main
use std::time::{Duration, Instant};

const LATENCY: Duration = Duration::from_millis(100);

fn ask() -> &'static str {
    std::thread::sleep(LATENCY);
    "the answer"
}

async fn ask_async() -> &'static str {
    tokio::time::sleep(LATENCY).await;
    "the answer"
}

fn main() {
    let start = Instant::now();
    let answer = ask();
    let blocking = start.elapsed();
    println!("{answer}, blocking: ~{} ms", blocking.as_millis());

    let start = Instant::now();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let answer = runtime.block_on(ask_async());
    let suspended = start.elapsed();
    println!("{answer}, async:    ~{} ms", suspended.as_millis());
    // ANCHOR_END: main
    listings::claim(
        suspended >= LATENCY && suspended < blocking * 2,
        "one wait takes the same time in both ways",
    );
}
