use std::sync::Arc;

use tokio::sync::{Mutex, mpsc};
use tokio::task::{JoinSet, yield_now};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let (stored, events) = mpsc::channel(8);
    let events = Arc::new(Mutex::new(events));
    let mut listeners = JoinSet::new();
    for name in ["mail", "search"] {
        let events = events.clone();
        listeners.spawn(async move {
            let mut seen = Vec::new();
            loop {
                let Some(event) = events.lock().await.recv().await else {
                    return format!("{name}: {seen:?}");
                };
                seen.push(event);
            }
        });
    }
    for upload in 1..=4 {
        yield_now().await; // both listeners wait now
        stored.send(upload).await.unwrap();
    }
    drop(stored);
    // ANCHOR_END: main
    let mut seen = listeners.join_all().await;
    seen.sort();
    println!("{}", seen.join("\n"));
}
