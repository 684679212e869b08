use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: main
async fn upload() {
    let _progress = AbortOnDropHandle::new(tokio::spawn(async {
        loop {
            ms(10).await; // tell the browser how far the upload is
        }
    }));
    ms(25).await; // receive the photo
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let alive = || Handle::current().metrics().num_alive_tasks();
    upload().await;
    yield_now().await; // the runtime drops what was aborted
    println!("after an upload: {}", alive());
    let _ = timeout(Duration::from_millis(15), upload()).await;
    yield_now().await;
    println!("after a second one: {}", alive());
}
