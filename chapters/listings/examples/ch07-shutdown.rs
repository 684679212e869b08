use std::time::Duration;

use kit::Recorder;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: session
/// A session whose messages take so many milliseconds. It stops between two messages.
async fn session(device: &'static str, message: u64, stop: CancellationToken) {
    while !stop.is_cancelled() {
        ms(message).await;
    }
    println!("{device}: goodbye");
}
// ANCHOR_END: session

// ANCHOR: main
async fn gateway(lab: &Recorder) {
    let began = Instant::now();
    let (stop, force) = (CancellationToken::new(), CancellationToken::new());
    let sessions = TaskTracker::new();
    for (device, message) in [("pump", 20), ("valve", 30), ("meter", 500)] {
        let session = lab.watch(device, session(device, message, stop.child_token()));
        let force = force.clone();
        sessions.spawn(async move { force.run_until_cancelled(session).await });
    }

    ms(35).await; // until Ctrl-C is pressed
    stop.cancel();
    sessions.close(); // from now on, wait() returns once no session is left
    if timeout(Duration::from_millis(100), sessions.wait())
        .await
        .is_err()
    {
        println!("{:?}: {} left", began.elapsed(), sessions.len());
        force.cancel();
        sessions.wait().await;
    }
    println!("{:?}: the database is closed", began.elapsed());
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    lab.watch("gateway", gateway(&lab)).await;
    lab.keep_beside_listing();
}
