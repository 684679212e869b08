// ANCHOR: main
use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use tokio::time::sleep;

static BEATS: AtomicU32 = AtomicU32::new(0);
/// Both tasks and `main` meet here: a thread that waits at a barrier is blocked.
static BLOCKED: Barrier = Barrier::new(3);
static RELEASED: Barrier = Barrier::new(3);

async fn heart() {
    loop {
        BEATS.fetch_add(1, SeqCst);
        sleep(Duration::from_millis(10)).await;
    }
}

async fn slow_read() {
    BLOCKED.wait();
    RELEASED.wait();
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    tokio::spawn(heart());
    for _ in 0..2 {
        tokio::spawn(slow_read());
    }
    // `main` runs on a thread of its own, beside the two workers.
    BLOCKED.wait();
    let before = BEATS.load(SeqCst);
    std::thread::sleep(Duration::from_millis(300));
    let beats = BEATS.load(SeqCst) - before;
    println!("two workers, two blocking tasks: {beats} beats in 300 ms");

    RELEASED.wait();
    while BEATS.load(SeqCst) < before + 10 {
        sleep(Duration::from_millis(10)).await;
    }
    println!("released: it beats again");
}
// ANCHOR_END: main
