use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let began = Instant::now();
    let (sender, mut messages) = mpsc::channel(8);
    tokio::spawn(async move {
        for message in 1..=3 {
            sender.send(message).await.unwrap();
            sleep(Duration::from_millis(20)).await;
        }
    });

    // ANCHOR: main
    let (mut turns, mut received) = (0, 0);
    while turns < 10_000 {
        turns += 1;
        tokio::select! {
            biased;
            message = messages.recv() => {
                if let Some(_message) = message {
                    received += 1;
                }
            }
            () = sleep(Duration::from_millis(30)) => {}
        }
    }
    println!("{received} messages, {turns} turns, {:?}", began.elapsed());
    // ANCHOR_END: main
}
