//! A test with threads: run a thousand times as it comes, and in many orders of its steps.

use std::panic;

/// A counter that two threads add to: the step that reads and the step that writes are apart.
macro_rules! visits {
    ($sync:path, $thread:path) => {
        use $sync as sync;
        use $thread as thread;

        use sync::Arc;
        use sync::atomic::{AtomicU32, Ordering};

        // ANCHOR: test
        /// Two visitors must be counted as two.
        pub fn two_visitors() {
            let visits = Arc::new(AtomicU32::new(0));
            let visit = |visits: Arc<AtomicU32>| {
                let seen = visits.load(Ordering::SeqCst);
                visits.store(seen + 1, Ordering::SeqCst);
            };
            let mine = Arc::clone(&visits);
            let other = thread::spawn(move || visit(mine));
            visit(Arc::clone(&visits));
            other.join().expect("a visit does not panic");
            assert_eq!(visits.load(Ordering::SeqCst), 2);
        }
        // ANCHOR_END: test
    };
}

mod as_it_comes {
    visits!(std::sync, std::thread);
}

mod explored {
    visits!(shuttle::sync, shuttle::thread);
}

// ANCHOR: main
fn main() {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    // How many of a thousand runs fail depends on the machine; mostly none does.
    let _ = panic::catch_unwind(|| (0..1000).for_each(|_| as_it_comes::two_visitors()));
    let found = panic::catch_unwind(|| {
        shuttle::check_dfs(explored::two_visitors, None);
    });
    panic::set_hook(hook);
    println!(
        "in all orders: {}",
        if found.is_err() {
            "one fails"
        } else {
            "none fails"
        }
    );
}
// ANCHOR_END: main
