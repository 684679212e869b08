use std::time::Duration;

use kit::Recorder;
use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: main
async fn upload(lab: &Recorder) {
    lab.spawn("progress", async {
        loop {
            ms(10).await; // tell the browser how far the upload is
        }
    });
    ms(25).await; // receive the photo
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    // ANCHOR: run
    let alive = || Handle::current().metrics().num_alive_tasks();
    lab.watch("upload", upload(&lab)).await;
    println!("after an upload: {}", alive());
    // The browser disconnects after 15 ms.
    let cut_off = lab.watch("cut off", upload(&lab));
    let _ = timeout(Duration::from_millis(15), cut_off).await;
    println!("after a second one: {}", alive());
    ms(20).await;
    println!("20 ms later: {}", alive());
    // ANCHOR_END: run
    lab.keep_beside_listing();
}
