use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let (progress, mut seen) = watch::channel(0);
    let page = tokio::spawn(async move {
        loop {
            println!("{} %", *seen.borrow_and_update());
            ms(50).await; // updates the page
            if seen.changed().await.is_err() {
                return; // the sender is gone, and its last value was seen
            }
        }
    });
    // ANCHOR_END: main
    for percent in (5..=100).step_by(5) {
        ms(7).await;
        progress.send(percent).unwrap();
    }
    drop(progress);
    page.await.unwrap();
}
