use std::time::Duration;

use kit::Recorder;
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::sleep;

const PERIOD: Duration = Duration::from_millis(30);

// ANCHOR: main
async fn serve(lab: Recorder, mut messages: Receiver<u32>) {
    let mut turn = 0;
    loop {
        turn += 1;
        let sleep = lab.watch(format!("sleep {turn}"), sleep(PERIOD));
        tokio::select! {
            biased;
            message = messages.recv() => match message {
                Some(message) => println!("message {message}"),
                None => break,
            },
            () = sleep => println!("report"),
        }
    }
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (sender, messages) = mpsc::channel(8);
    let serving = lab.spawn("serve", serve(lab.clone(), messages));
    tokio::spawn(async move {
        for message in 1..=2 {
            sleep(Duration::from_millis(20)).await;
            sender.send(message).await.unwrap();
        }
    });
    serving.await.unwrap();
    lab.keep_beside_listing();
}
