use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;

// ANCHOR: main
const HOUR: Duration = Duration::from_secs(60 * 60);

fn main() {
    close(Duration::from_millis(300), None);
    close(HOUR, Some(Duration::from_millis(50)));
}

/// Closes a runtime while a closure of `spawn_blocking` has begun a read, which `takes` so long.
fn close(takes: Duration, bound: Option<Duration>) {
    let runtime = Builder::new_current_thread().build().unwrap();
    let (begins, begun) = mpsc::channel();
    let over = Arc::new(AtomicBool::new(false));
    let ends = over.clone();
    runtime.spawn_blocking(move || {
        begins.send(()).unwrap();
        thread::sleep(takes);
        ends.store(true, SeqCst);
    });
    begun.recv().unwrap();
    match bound {
        None => drop(runtime),
        Some(bound) => runtime.shutdown_timeout(bound),
    }
    println!(
        "a read of {takes:?}, bound {bound:?}: over = {}",
        over.load(SeqCst)
    );
}
// ANCHOR_END: main
