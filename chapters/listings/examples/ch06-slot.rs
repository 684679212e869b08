use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    slot().await;
    channel().await;
}

// ANCHOR: slot
async fn slot() {
    let began = Instant::now();
    let slot = Arc::new(Mutex::new(None));

    let filled = Arc::clone(&slot);
    tokio::spawn(async move {
        sleep(Duration::from_millis(101)).await;
        *filled.lock().unwrap() = Some("4 bytes");
    });

    let mut looks = 0;
    let result = loop {
        looks += 1;
        if let Some(result) = slot.lock().unwrap().take() {
            break result;
        }
        sleep(Duration::from_millis(10)).await;
    };
    let ms = began.elapsed().as_millis();
    println!("slot: {result} after {ms} ms, {looks} looks");
}
// ANCHOR_END: slot

// ANCHOR: channel
async fn channel() {
    let began = Instant::now();
    let (sender, receiver) = oneshot::channel();

    tokio::spawn(async move {
        sleep(Duration::from_millis(101)).await;
        sender.send("4 bytes").unwrap();
    });

    let result = receiver.await.unwrap();
    let ms = began.elapsed().as_millis();
    println!("channel: {result} after {ms} ms");
}
// ANCHOR_END: channel
