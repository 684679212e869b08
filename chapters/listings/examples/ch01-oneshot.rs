// ANCHOR: main
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let (sender, news) = oneshot::channel();
    tokio::spawn(async move {
        sleep(Duration::from_millis(200)).await;
        sender.send("news's answer")
    });
    let (sender, silence) = oneshot::channel::<String>();
    tokio::spawn(async move {
        sleep(Duration::from_millis(300)).await;
        drop(sender);
    });

    println!("{:?} after {:?}", news.await, start.elapsed());
    println!("{:?} after {:?}", silence.await, start.elapsed());
}
// ANCHOR_END: main
