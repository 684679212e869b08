use std::sync::atomic::{AtomicUsize, Ordering};

mod with_shuttle {
    use shuttle::sync::Arc;
    use shuttle::sync::atomic::{AtomicBool, AtomicU32, Ordering};
    use shuttle::thread;

    use crate::Count;

    include!("ch04-orderings/message.rs");
}

mod with_loom {
    use loom::sync::Arc;
    use loom::sync::atomic::{AtomicBool, AtomicU32, Ordering};
    use loom::thread;

    use crate::Count;

    include!("ch04-orderings/message.rs");
}

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
    let (store, load) = (Ordering::Relaxed, Ordering::Relaxed);
    let shuttle = count(|count| {
        shuttle::check_dfs(move || with_shuttle::message(store, load, count), None);
    });
    shuttle.print("shuttle", "Relaxed");

    let loom = count(|count| {
        loom::model(move || with_loom::message(store, load, count));
    });
    loom.print("loom", "Relaxed");

    let (store, load) = (Ordering::Release, Ordering::Acquire);
    let loom = count(|count| {
        loom::model(move || with_loom::message(store, load, count));
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
