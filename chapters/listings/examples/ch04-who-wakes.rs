use std::time::Duration;

use kit::Recorder;
use tokio::sync::oneshot;
use tokio::time::sleep;

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (reply, replied) = oneshot::channel();
    let client = lab.spawn("client", replied);
    let server = lab.spawn("server", async move {
        sleep(Duration::from_millis(20)).await;
        reply.send("42 posts")
    });
    server.await.unwrap().unwrap();
    println!("{}", client.await.unwrap().unwrap());
    println!("the client was polled {} times", lab.polls("client"));
    // ANCHOR_END: main
    lab.keep_beside_listing();
}
