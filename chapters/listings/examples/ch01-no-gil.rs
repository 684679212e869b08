// measures: release
// ANCHOR: main
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

static COUNTER: AtomicU64 = AtomicU64::new(0);
static ENOUGH: AtomicBool = AtomicBool::new(false);

fn count() {
    while !ENOUGH.load(Relaxed) {
        COUNTER.fetch_add(1, Relaxed);
    }
}

/// Reads the counter for 10 milliseconds; returns how often it has changed.
fn watch() -> u32 {
    let start = Instant::now();
    let (mut seen, mut last) = (0, 0);
    while start.elapsed() < Duration::from_millis(10) {
        let now = COUNTER.load(Relaxed);
        if now != last {
            seen += 1;
            last = now;
        }
    }
    seen
}

fn main() {
    let thread = thread::spawn(count);
    let seen = (0..20).map(|_| watch()).max().unwrap();
    ENOUGH.store(true, Relaxed);
    thread.join().unwrap();
    println!("in 10 ms, one thread saw the other's counter change ~{seen} times");
    // ANCHOR_END: main
    listings::claim(seen > 1_000, "two threads run at the same time");
}
