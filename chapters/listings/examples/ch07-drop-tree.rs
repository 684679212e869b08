use std::time::Duration;

use kit::Recorder;
use tokio::join;
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: main
async fn session(lab: &Recorder) {
    let _log = lab.spawn("log", async {
        ms(90).await;
        println!("the log is written");
    });
    let _metrics = AbortOnDropHandle::new(lab.spawn("metrics", async {
        ms(90).await;
        println!("the metrics are sent");
    }));
    join!(
        lab.watch("heartbeat", ms(100)),
        lab.watch("messages", async {
            lab.watch("frame", ms(80)).await;
        }),
    );
    println!("the session has ended");
}

async fn serve(lab: &Recorder) {
    let session = lab.watch("session", session(lab));
    if timeout(Duration::from_millis(50), session).await.is_err() {
        println!("the session is dropped");
    }
    ms(100).await;
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    serve(&lab).await;
    lab.keep_beside_listing();
}
