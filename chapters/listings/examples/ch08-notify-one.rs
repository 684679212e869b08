use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (second, event) = (Duration::from_secs(1), Notify::new());
    for _ in 0..3 {
        event.notify_one();
    }
    for nth in 1..=3 {
        let notified = timeout(second, event.notified()).await;
        println!("wait {nth} ends: {}", notified.is_ok());
    }
}
// ANCHOR_END: main
