use std::time::Duration;

use tokio::sync::mpsc::{self, Receiver};
use tokio::time::sleep;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

/// A device that sends `count` messages, one every 50 ms.
fn device(count: u32) -> Receiver<u32> {
    let (sender, messages) = mpsc::channel(8);
    tokio::spawn(async move {
        for message in 1..=count {
            ms(50).await;
            sender.send(message).await.unwrap();
        }
    });
    messages
}

// ANCHOR: upload
async fn upload() -> u32 {
    for part in 1..=4 {
        ms(20).await;
        println!("part {part} is sent");
    }
    4
}
// ANCHOR_END: upload

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut messages = device(2);
    // ANCHOR: main
    let parts = loop {
        tokio::select! {
            biased;
            Some(message) = messages.recv() => println!("message {message}"),
            parts = upload() => break parts,
        }
    };
    println!("uploaded {parts} parts");
    // ANCHOR_END: main
}
