use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use kit::Recorder;
use tokio::time::sleep;

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let request = async |ms| sleep(Duration::from_millis(ms)).await;
    let requests = FuturesUnordered::new();
    for (name, ms) in [("users", 100), ("orders", 300), ("stock", 200)] {
        requests.push(lab.watch(name, request(ms)));
    }
    let done = lab.watch("all", requests.count()).await;
    let polls = ["users", "orders", "stock"].map(|name| lab.polls(name));
    println!("{done} requests, polls: {polls:?}");
    lab.keep_beside_listing();
}
// ANCHOR_END: main
