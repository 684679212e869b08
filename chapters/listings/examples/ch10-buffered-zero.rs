use std::time::Duration;

use futures::{StreamExt, stream};
use kit::Gauge;
use tokio::time::{sleep, timeout};

async fn get(id: u64) -> u64 {
    sleep(Duration::from_millis(10)).await;
    id
}

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let ids: Vec<u64> = Vec::new(); // nothing to load today
    let posts = stream::iter(&ids).map(|id| get(*id)).buffered(ids.len());
    println!("{:?}", timeout(HOUR, posts.collect::<Vec<u64>>()).await);
    // ANCHOR_END: main

    // ANCHOR: each
    let site = Gauge::new();
    let posts = stream::iter(1..=5);
    posts
        .for_each_concurrent(0, async |id| {
            let _in_progress = site.enter();
            get(id).await;
        })
        .await;
    println!("for_each_concurrent(0, …): {} at once", site.peak());
    // ANCHOR_END: each
}
