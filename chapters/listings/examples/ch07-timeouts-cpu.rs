use std::time::Duration;

use kit::{Recorder, block_for};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, timeout};

const LIMIT: Duration = Duration::from_millis(35);

// ANCHOR: main
/// Decodes the picture of a camera: 100 ms of computation (blocks the thread, in virtual time).
async fn decode() -> u32 {
    for _row in 0..10 {
        block_for(10);
    }
    640
}

async fn decode_in_pieces() -> u32 {
    for _row in 0..10 {
        block_for(10);
        yield_now().await;
    }
    640
}

async fn both() {
    let began = Instant::now();
    let decoded = timeout(LIMIT, decode()).await;
    println!("decode: {decoded:?} after {:?}", began.elapsed());

    let began = Instant::now();
    let decoded = timeout(LIMIT, decode_in_pieces()).await;
    println!("in pieces: {decoded:?} after {:?}", began.elapsed());
}
// ANCHOR_END: main

async fn beat() {
    loop {
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let beat = lab.spawn("heartbeat", beat());
    lab.spawn("decoding", both()).await.unwrap();
    beat.abort();
    lab.keep_beside_listing();
}
