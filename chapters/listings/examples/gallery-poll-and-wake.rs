use std::time::Duration;

use kit::Recorder;
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (sender, receiver) = oneshot::channel();
    let client = lab.spawn("client", receiver);
    let server = lab.clone();
    lab.spawn("server", async move {
        yield_now().await;
        sleep(Duration::from_millis(250)).await;
        server.note("the reply is ready");
        sender.send("reply")
    });
    let patience = Duration::from_millis(100);
    let hasty = lab.watch("hasty", sleep(Duration::from_secs(60)));

    println!("hasty: {:?}", timeout(patience, hasty).await);
    println!("client: {:?}", client.await.unwrap());
    lab.keep_beside_listing();
}
