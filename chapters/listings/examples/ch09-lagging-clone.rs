use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

// ANCHOR: main
async fn changed(mut settings: watch::Receiver<u32>) {
    settings.changed().await.unwrap();
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (width, settings) = watch::channel(200);
    width.send(300).unwrap();
    let mut turns = 0;
    let reload = async {
        while turns < 1000 {
            changed(settings.clone()).await;
            turns += 1;
        }
    };
    let _ = timeout(Duration::from_secs(60), reload).await;
    println!("1 change, {turns} turns");
}
// ANCHOR_END: main
