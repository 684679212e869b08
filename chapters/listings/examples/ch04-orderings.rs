use std::sync::atomic::{AtomicUsize, Ordering};

// ANCHOR: message
/// Sends a number through two atomics: the number, and a flag that says it is there.
/// Counts the runs, and those in which the receiver saw the flag and not the number.
macro_rules! message {
    ($explorer:ident, $order_of_store:expr, $order_of_load:expr, $count:ident) => {{
        use $explorer::sync::Arc;
        use $explorer::sync::atomic::{AtomicBool, AtomicU32};

        let number = Arc::new(AtomicU32::new(0));
        let is_there = Arc::new(AtomicBool::new(false));
        let (n, flag) = (number.clone(), is_there.clone());
        let sender = $explorer::thread::spawn(move || {
            n.store(42, Ordering::Relaxed);
            flag.store(true, $order_of_store);
        });
        $count.runs.fetch_add(1, Ordering::SeqCst);
        if is_there.load($order_of_load) && number.load(Ordering::Relaxed) == 0 {
            $count.missed.fetch_add(1, Ordering::SeqCst);
        }
        sender.join().unwrap();
    }};
}
// ANCHOR_END: message

#[derive(Default)]
struct Count {
    runs: AtomicUsize,
    missed: AtomicUsize,
}

impl Count {
    fn print(&self, explorer: &str, orders: &str) {
        let (runs, missed) = (&self.runs, &self.missed);
        println!("{explorer}, {orders}: {missed:?} of {runs:?} runs missed the number");
    }
}

// ANCHOR: main
fn main() {
    let shuttle = count(|count| {
        let body = move || message!(shuttle, Ordering::Relaxed, Ordering::Relaxed, count);
        shuttle::check_dfs(body, None);
    });
    shuttle.print("shuttle", "Relaxed");

    let loom = count(|count| {
        loom::model(move || message!(loom, Ordering::Relaxed, Ordering::Relaxed, count));
    });
    loom.print("loom", "Relaxed");

    let loom = count(|count| {
        loom::model(move || message!(loom, Ordering::Release, Ordering::Acquire, count));
    });
    loom.print("loom", "Release and Acquire");
}
// ANCHOR_END: main

/// Not part of the model, so it is the standard library's and outlives each run.
fn count(explore: impl FnOnce(&'static Count)) -> &'static Count {
    let count = Box::leak(Box::default());
    explore(count);
    count
}
