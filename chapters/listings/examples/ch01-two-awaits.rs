// ANCHOR: main
use std::time::Duration;

use kit::Recorder;
use tokio::time::sleep;

async fn ask(service: &str, latency: u64) -> String {
    sleep(Duration::from_millis(latency)).await;
    format!("{service}'s answer")
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let news = lab.watch("news", ask("news", 200));
    let rates = lab.watch("rates", ask("rates", 150));
    let page = (news.await, rates.await);
    println!("{page:?}\n{}", lab.timeline());
    // ANCHOR_END: main
    join().await;
    // ANCHOR: main
}
// ANCHOR_END: main

// ANCHOR: join
async fn join() {
    let lab = Recorder::new();
    let news = lab.watch("news", ask("news", 200));
    let rates = lab.watch("rates", ask("rates", 150));
    let page = tokio::join!(news, rates);
    println!("{page:?}\n{}", lab.timeline());
}
// ANCHOR_END: join
