use std::pin::pin;
use std::time::Duration;

use kit::Recorder;
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::sleep;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

async fn upload() -> u32 {
    for part in 1..=4 {
        ms(20).await;
        println!("part {part} is sent");
    }
    4
}

// ANCHOR: main
async fn serve(lab: Recorder, mut messages: Receiver<u32>) {
    let mut upload = pin!(lab.watch("upload", upload()));
    let parts = loop {
        tokio::select! {
            biased;
            Some(message) = messages.recv() => println!("message {message}"),
            parts = &mut upload => break parts,
        }
    };
    println!("uploaded {parts} parts");
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (sender, messages) = mpsc::channel(8);
    lab.spawn("device", async move {
        for message in 1..=2 {
            ms(50).await;
            sender.send(message).await.unwrap();
        }
    });
    lab.spawn("serve", serve(lab.clone(), messages))
        .await
        .unwrap();
    lab.keep_beside_listing();
}
