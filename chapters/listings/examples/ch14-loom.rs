//! Two threads of which at most one may refresh the prices, explored by shuttle and by loom.

use std::sync::atomic::{AtomicUsize, Ordering};

// ANCHOR: refresh
/// Each thread raises its flag, and refreshes the prices if the flag of the other is down.
/// Counts the runs, and those in which both refresh.
macro_rules! refresh {
    ($explorer:ident, $between:expr, $count:ident) => {{
        use $explorer::sync::Arc;
        use $explorer::sync::atomic::{AtomicBool, fence};

        let flags = Arc::new([AtomicBool::new(false), AtomicBool::new(false)]);
        let refreshes = |flags: Arc<[AtomicBool; 2]>, own: usize| {
            flags[own].store(true, Ordering::Release);
            if $between {
                fence(Ordering::SeqCst);
            }
            !flags[1 - own].load(Ordering::Acquire)
        };
        let others = flags.clone();
        let other = $explorer::thread::spawn(move || refreshes(others, 1));
        let first = refreshes(flags, 0);
        let second = other.join().unwrap();
        $count.runs.fetch_add(1, Ordering::SeqCst);
        if first && second {
            $count.both.fetch_add(1, Ordering::SeqCst);
        }
    }};
}
// ANCHOR_END: refresh

#[derive(Default)]
struct Count {
    runs: AtomicUsize,
    both: AtomicUsize,
}

// ANCHOR: main
fn main() {
    report("shuttle", |count| {
        shuttle::check_dfs(move || refresh!(shuttle, false, count), None);
    });
    report("loom", |count| {
        loom::model(move || refresh!(loom, false, count));
    });
    report("loom, with a fence", |count| {
        loom::model(move || refresh!(loom, true, count));
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
            "both refresh"
        } else {
            "at most one refreshes"
        }
    );
}
