use std::time::Duration;

use tokio::sync::mpsc::{self, Receiver};
use tokio::time::sleep;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

/// A device that sends 50 messages, one every 20 ms.
fn device() -> Receiver<u32> {
    let (sender, messages) = mpsc::channel(8);
    tokio::spawn(async move {
        for message in 0..50 {
            sender.send(message).await.unwrap();
            ms(20).await;
        }
    });
    messages
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut messages = device();
    // ANCHOR: main
    let (mut received, mut reports) = (0, 0);
    loop {
        tokio::select! {
            biased;
            message = messages.recv() => match message {
                Some(_) => received += 1,
                None => break,
            },
            () = sleep(Duration::from_millis(30)) => reports += 1,
        }
    }
    println!("{received} messages in a second, {reports} reports");
    // ANCHOR_END: main
}
