use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use tokio::task::yield_now;

// ANCHOR: main
struct Open(Arc<AtomicU32>);

impl Open {
    fn new(open: Arc<AtomicU32>) -> Self {
        open.fetch_add(1, SeqCst);
        Self(open)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}

async fn session(open: Arc<AtomicU32>, end: &'static str) {
    let _open = Open::new(open);
    yield_now().await; // serves the browser
    match end {
        "panics" => panic!("no such album"),
        "waits" => std::future::pending().await,
        _ => {}
    }
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let open = Arc::new(AtomicU32::new(0));
    for end in ["ends", "panics", "waits"] {
        let task = tokio::spawn(session(open.clone(), end));
        for _ in 0..3 {
            yield_now().await; // the session runs
        }
        task.abort();
        let _ = task.await;
        println!("it {end}: {} open", open.load(SeqCst));
    }
}
