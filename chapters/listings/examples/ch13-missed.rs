use std::cell::Cell;
use std::time::Duration;

use kit::Recorder;
use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio::time::timeout;

// ANCHOR: main
/// How many uploads are in progress.
#[derive(Default)]
struct Uploads {
    count: Cell<u32>,
    ended: Notify,
}

impl Uploads {
    fn end(&self) {
        self.count.set(self.count.get() - 1);
        println!("an upload ends, {} left", self.count.get());
        self.ended.notify_waiters();
    }

    async fn all_ended(&self) {
        while self.count.get() > 0 {
            println!("waits for {}", self.count.get());
            report(self.count.get()).await;
            self.ended.notified().await;
        }
    }
}
// ANCHOR_END: main

/// Tells the administrator what the server waits for.
async fn report(_count: u32) {
    yield_now().await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    // ANCHOR: run
    let uploads = Uploads::default();
    uploads.count.set(1);
    let stop = lab.watch("stop", uploads.all_ended());
    let upload = lab.watch("upload", async { uploads.end() });
    let both = async { tokio::join!(stop, upload) };
    let stopped = timeout(Duration::from_secs(60), both).await;
    println!("stopped: {}", stopped.is_ok());
    // ANCHOR_END: run
    lab.keep_beside_listing();
}
