use std::time::Duration;

use kit::{Recorder, block_for};
use tokio::time::sleep;

/// Computes a checksum for 40 ms of virtual time.
fn checksum() {
    block_for(40);
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    // ANCHOR: main
    let names = ["a.bin", "b.bin", "c.bin"];
    let threads = names.map(|name| lab.thread(name, checksum));
    // ANCHOR_END: main
    let threads = threads.map(|thread| thread.join().expect("it does not panic"));

    let tasks = Recorder::new();
    let heart = tasks.spawn("heartbeat", async {
        loop {
            sleep(Duration::from_millis(20)).await;
        }
    });
    // ANCHOR: tasks
    for task in names.map(|name| tasks.spawn(name, async { checksum() })) {
        task.await.unwrap();
    }
    // ANCHOR_END: tasks
    heart.abort();
    let _ = heart.await;
    println!("both halves have ended");
    lab.absorb(threads);
    lab.absorb([tasks]);
    lab.keep_beside_listing();
}
