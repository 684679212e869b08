// ANCHOR: main
use std::time::Duration;

use tokio::time::{Instant, sleep};

async fn ask(service: &str, latency: u64, start: Instant) -> String {
    println!("{:>3} ms  {service}: asked", start.elapsed().as_millis());
    sleep(Duration::from_millis(latency)).await;
    println!("{:>3} ms  {service}: answered", start.elapsed().as_millis());
    format!("{service}'s answer")
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let results = tokio::join!(
        ask("news", 200, start),
        ask("rates", 150, start),
        ask("weather", 100, start),
    );
    println!("results: {results:?}");
}
// ANCHOR_END: main
