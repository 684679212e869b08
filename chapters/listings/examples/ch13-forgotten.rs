#![expect(
    clippy::let_underscore_future,
    reason = "the page is about this mistake"
)]

use kit::Recorder;
use tokio::task::yield_now;

// ANCHOR: main
async fn index(photo: &'static str) {
    yield_now().await; // asks the search engine
    println!("indexed: {photo}");
}

async fn publish(lab: &Recorder) {
    let _ = lab.watch("index tea", index("tea"));

    let _jobs: Vec<_> = ["oak", "elm"]
        .into_iter()
        .map(|photo| lab.watch(format!("index {photo}"), index(photo)))
        .collect();

    lab.watch("index sea", index("sea")).await;
    println!("published");
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    lab.watch("publish", publish(&lab)).await;
    lab.keep_beside_listing();
}
