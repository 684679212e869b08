// ANCHOR: main
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;

fn main() {
    let counter = AtomicU64::new(0);
    let enough = AtomicBool::new(false);

    let seen = thread::scope(|scope| {
        scope.spawn(|| {
            while !enough.load(Relaxed) {
                counter.fetch_add(1, Relaxed);
            }
        });
        let mut seen = 0;
        let mut last = 0;
        for _ in 0..20_000_000 {
            let now = counter.load(Relaxed);
            if now != last {
                seen += 1;
                last = now;
            }
        }
        enough.store(true, Relaxed);
        seen
    });
    println!("one thread saw the other's counter change ~{seen} times");
    // ANCHOR_END: main
    let processors = thread::available_parallelism().map_or(1, usize::from);
    assert!(processors == 1 || seen > 10_000, "the threads took turns");
    // ANCHOR: main
}
// ANCHOR_END: main
