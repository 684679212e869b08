use std::time::Duration;

use tokio::sync::mpsc::{self, Receiver};
use tokio::time::{Instant, interval_at, sleep};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: next
async fn next_checked(messages: &mut Receiver<u32>) -> Option<u32> {
    let message = messages.recv().await?;
    check(message).await;
    Some(message)
}

async fn check(_message: u32) {
    ms(10).await; // asks a database
}
// ANCHOR_END: next

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (sender, mut messages) = mpsc::channel(8);
    tokio::spawn(async move {
        for message in 1..=8 {
            sender.send(message).await.unwrap();
            ms(15).await;
        }
    });
    let period = Duration::from_millis(32);
    let mut beat = interval_at(Instant::now() + period, period);

    let mut received = Vec::new();
    loop {
        // ANCHOR: main
        tokio::select! {
            biased;
            message = next_checked(&mut messages) => match message {
                Some(message) => received.push(message),
                None => break,
            },
            _ = beat.tick() => {}
        }
        // ANCHOR_END: main
    }
    println!("sent 8 messages, received {received:?}");
}
