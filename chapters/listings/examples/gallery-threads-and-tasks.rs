use std::time::Duration;

use kit::{Recorder, block_for};
use tokio::time::sleep;

const SERVICES: [(&str, u64); 3] = [("news", 120), ("rates", 200), ("mail", 80)];

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let tasks = SERVICES.map(|(name, latency)| {
        lab.spawn(name, async move {
            sleep(Duration::from_millis(latency)).await;
        })
    });
    let threads = SERVICES.map(|(name, latency)| lab.thread(name, move || block_for(latency)));
    for task in tasks {
        task.await.unwrap();
    }
    lab.absorb(threads.map(|thread| thread.join().unwrap()));

    print!("{}", lab.timeline());
    lab.keep_beside_listing();
}
