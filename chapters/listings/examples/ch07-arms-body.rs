use std::time::Duration;

use kit::Recorder;
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::{Instant, interval, sleep};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: main
async fn serve(lab: Recorder, mut messages: Receiver<u32>) {
    let began = Instant::now();
    let mut beat = interval(Duration::from_millis(20));
    loop {
        tokio::select! {
            biased;
            _ = beat.tick() => println!("{:>3} ms: beat", began.elapsed().as_millis()),
            message = messages.recv() => match message {
                Some(message) => lab.watch(format!("store {message}"), ms(70)).await,
                None => break,
            },
        }
    }
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (sender, messages) = mpsc::channel(8);
    let serving = lab.spawn("serve", serve(lab.clone(), messages));
    ms(25).await;
    sender.send(1).await.unwrap();
    ms(120).await;
    drop(sender);
    serving.await.unwrap();
    lab.keep_beside_listing();
}
