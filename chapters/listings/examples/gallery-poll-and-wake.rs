use std::time::Duration;

use kit::Recorder;
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (sender, receiver) = oneshot::channel();
    let guest = lab.spawn("guest", receiver);
    let cook = lab.clone();
    lab.spawn("cook", async move {
        yield_now().await;
        sleep(Duration::from_millis(250)).await;
        cook.note("the soup is ready");
        sender.send("soup")
    });
    let patience = Duration::from_millis(100);
    let hasty = lab.watch("hasty", sleep(Duration::from_secs(60)));

    println!("hasty: {:?}", timeout(patience, hasty).await);
    println!("guest: {:?}", guest.await.unwrap());
    lab.keep_beside_listing();
}
