use std::time::Duration;

use kit::{Recorder, block_for};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

async fn health(began: Instant) {
    loop {
        ms(20).await;
        println!("{:3} ms: alive", began.elapsed().as_millis());
    }
}

// ANCHOR: main
async fn upload(began: Instant) {
    ms(30).await; // receive the photo
    for _band in 0..9 {
        thumbnail(10);
        yield_now().await;
    }
    ms(10).await; // store it
    println!("{:3} ms: the photo is stored", began.elapsed().as_millis());
}
// ANCHOR_END: main

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
