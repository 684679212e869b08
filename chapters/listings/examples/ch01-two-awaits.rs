// ANCHOR: row
use std::time::Duration;

use kit::Recorder;
use tokio::time::sleep;

async fn ask(service: &str, latency: u64) -> String {
    sleep(Duration::from_millis(latency)).await;
    format!("{service}'s answer")
}

async fn in_a_row(lab: &Recorder) -> (String, String) {
    let news = lab.watch("news", ask("news", 200));
    let rates = lab.watch("rates", ask("rates", 150));
    (news.await, rates.await)
}
// ANCHOR_END: row

// ANCHOR: join
async fn joined(lab: &Recorder) -> (String, String) {
    let news = lab.watch("news", ask("news", 200));
    let rates = lab.watch("rates", ask("rates", 150));
    tokio::join!(news, rates)
}
// ANCHOR_END: join

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    println!("{:?}\n{}", in_a_row(&lab).await, lab.timeline());
    lab.keep_beside_listing();
    let lab = Recorder::new();
    print!("{:?}\n{}", joined(&lab).await, lab.timeline());
}
