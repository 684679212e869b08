use std::time::Duration;

use kit::Recorder;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

// ANCHOR: main
async fn resize(done: oneshot::Sender<()>) {
    sleep(Duration::from_millis(40)).await;
    std::mem::forget(done); // the bug that is looked for: it says nothing
}

async fn upload(lab: &Recorder) {
    let (done, resized) = oneshot::channel();
    lab.spawn("resize", resize(done));
    let _ = lab.watch("wait", resized).await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let upload = lab.watch("upload", upload(&lab));
    let _ = timeout(Duration::from_millis(100), upload).await;
    println!("{}", lab.timeline());
}
// ANCHOR_END: main
