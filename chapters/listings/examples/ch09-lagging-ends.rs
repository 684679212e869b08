use std::time::Duration;

use tokio::sync::broadcast;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let stored = broadcast::Sender::new(4);
    let mut events = stored.subscribe();
    let listener = tokio::spawn(async move {
        let mut seen = Vec::new();
        while let Ok(upload) = events.recv().await {
            sleep(Duration::from_millis(50)).await; // sends a mail
            seen.push(upload);
        }
        seen
    });
    // ANCHOR_END: main
    for upload in 1..=10 {
        let _ = stored.send(upload); // an error: no listener
        sleep(Duration::from_millis(7)).await;
    }
    drop(stored);
    println!("mails: {:?}", listener.await.unwrap());
}
