// ANCHOR: main
use std::time::Duration;

use kit::Recorder;
use tokio::sync::oneshot;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (sender, receiver) = oneshot::channel();
    let asking = lab.spawn("asking", receiver);
    lab.spawn("service", async move {
        sleep(Duration::from_millis(200)).await;
        sender.send("news's answer")
    });

    println!("{:?}", asking.await.unwrap());
    lab.keep_beside_listing();
}
// ANCHOR_END: main
