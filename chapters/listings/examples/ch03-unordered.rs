use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use kit::Recorder;
use tokio::time::sleep;

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let errand = async |ms| sleep(Duration::from_millis(ms)).await;
    let errands = FuturesUnordered::new();
    for (name, ms) in [("bread", 100), ("milk", 300), ("eggs", 200)] {
        errands.push(lab.watch(name, errand(ms)));
    }
    let done = lab.watch("all", errands.count()).await;
    let polls = ["bread", "milk", "eggs"].map(|name| lab.polls(name));
    println!("{done} errands, polls: {polls:?}");
    lab.keep_beside_listing();
}
// ANCHOR_END: main
