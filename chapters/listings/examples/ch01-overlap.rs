// ANCHOR: main
use std::time::Duration;

use tokio::time::{Instant, sleep};

async fn ask(service: &str, latency: u64) -> String {
    sleep(Duration::from_millis(latency)).await;
    format!("{service}'s answer")
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    ask("weather", 100).await;
    ask("news", 200).await;
    ask("rates", 150).await;
    println!("one after another: {:?}", start.elapsed());

    let start = Instant::now();
    tokio::join!(ask("weather", 100), ask("news", 200), ask("rates", 150),);
    println!("all at once: {:?}", start.elapsed());
}
// ANCHOR_END: main
