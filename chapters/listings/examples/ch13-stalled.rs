use std::time::Duration;

use kit::{Recorder, block_for};
use tokio::time::{Instant, sleep};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: main
/// Tells the load balancer every 20 ms that this server is alive.
async fn health(began: Instant) {
    loop {
        ms(20).await;
        println!("{:3} ms: alive", began.elapsed().as_millis());
    }
}

async fn upload(began: Instant) {
    ms(30).await; // receive the photo
    thumbnail(90);
    ms(10).await; // store it
    println!("{:3} ms: the photo is stored", began.elapsed().as_millis());
}
// ANCHOR_END: main

/// Computes for `ms` milliseconds of virtual time.
fn thumbnail(ms: u64) {
    block_for(ms);
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, began) = (Recorder::new(), Instant::now());
    let health = lab.spawn("health", health(began));
    lab.spawn("upload", upload(began)).await.unwrap();
    health.abort();
    lab.keep_beside_listing();
}
