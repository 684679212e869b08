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
    println!("{answer}, blocking: ~{} ms", start.elapsed().as_millis());

    let start = Instant::now();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let answer = runtime.block_on(ask_async());
    println!("{answer}, async:    ~{} ms", start.elapsed().as_millis());
    assert!(
        start.elapsed() >= LATENCY,
        "async does not make one wait shorter"
    );
}
// ANCHOR_END: main
