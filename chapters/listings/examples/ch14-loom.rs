//! Two threads of which at most one may enter, explored by shuttle and by loom.

use std::sync::atomic::{AtomicUsize, Ordering};

// ANCHOR: enter
/// Each thread raises its flag, and enters if the flag of the other is down.
/// Counts the runs, and those in which both enter.
macro_rules! enter {
    ($explorer:ident, $between:expr, $count:ident) => {{
        use $explorer::sync::Arc;
        use $explorer::sync::atomic::{AtomicBool, fence};

        let flags = Arc::new([AtomicBool::new(false), AtomicBool::new(false)]);
        let enters = |flags: Arc<[AtomicBool; 2]>, own: usize| {
            flags[own].store(true, Ordering::Release);
            if $between {
                fence(Ordering::SeqCst);
            }
            !flags[1 - own].load(Ordering::Acquire)
        };
        let others = flags.clone();
        let other = $explorer::thread::spawn(move || enters(others, 1));
        let first = enters(flags, 0);
        let second = other.join().unwrap();
        $count.runs.fetch_add(1, Ordering::SeqCst);
        if first && second {
            $count.both.fetch_add(1, Ordering::SeqCst);
        }
    }};
}
// ANCHOR_END: enter

#[derive(Default)]
struct Count {
    runs: AtomicUsize,
    both: AtomicUsize,
}

// ANCHOR: main
fn main() {
    report("shuttle", |count| {
        shuttle::check_dfs(move || enter!(shuttle, false, count), None);
    });
    report("loom", |count| {
        loom::model(move || enter!(loom, false, count));
    });
    report("loom, with a fence", |count| {
        loom::model(move || enter!(loom, true, count));
    });
}
// ANCHOR_END: main

fn report(name: &str, explore: impl FnOnce(&'static Count)) {
    // Not part of the model, so it is the standard library's and outlives each run.
    let count: &'static Count = Box::leak(Box::default());
    explore(count);
    let both = count.both.load(Ordering::SeqCst) > 0;
    println!(
        "{name:18} {}",
        if both {
            "both enter"
        } else {
            "at most one enters"
        }
    );
}
