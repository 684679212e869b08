use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use kit::Recorder;
use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, began) = (Recorder::new(), Instant::now());
    let page = async |name: &'static str, ms| {
        println!("{} ms: {name} requested", began.elapsed().as_millis());
        sleep(Duration::from_millis(ms)).await;
        name
    };
    // ANCHOR: main
    let mut pages = FuturesUnordered::new();
    for (name, ms) in [("page 1", 30), ("page 2", 10), ("page 3", 20)] {
        pages.push(lab.watch(name, page(name, ms)));
    }
    sleep(Duration::from_millis(500)).await;

    let reader = async {
        while let Some(name) = pages.next().await {
            println!("{} ms: {name} read", began.elapsed().as_millis());
        }
    };
    lab.watch("reader", reader).await;
    // ANCHOR_END: main
    lab.keep_beside_listing();
}
