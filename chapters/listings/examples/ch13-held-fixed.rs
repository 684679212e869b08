use std::time::Duration;

use futures::{StreamExt, stream};
use tokio::sync::Mutex;
use tokio::time::sleep;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: main
async fn fetch(total: &Mutex<u32>, photo: &'static str, wait: u64) -> (&'static str, u32) {
    ms(wait).await;
    let mut total = total.lock().await;
    ms(20).await; // write the new total into a file
    *total += 1;
    (photo, *total)
}

async fn fetch_all(total: &Mutex<u32>) {
    let mut photos = stream::iter([("tea", 10), ("oak", 10)])
        .map(|(photo, wait)| fetch(total, photo, wait))
        .buffer_unordered(2);
    while let Some((photo, total)) = photos.next().await {
        println!("{photo} is there, {total} in all");
    }
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    fetch_all(&Mutex::new(0)).await;
}
