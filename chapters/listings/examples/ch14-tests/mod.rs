//! Runs tests as `cargo test` does, and prints what came of each.

// Not every program uses all of it.
#![allow(dead_code)]

use std::panic;

/// A runtime as `#[tokio::test]` makes one.
pub fn on_a_runtime(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("the system gives a runtime what it needs")
        .block_on(test);
}

/// A runtime as `#[tokio::test(start_paused = true)]` makes one.
pub fn on_a_paused_runtime(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("the system gives a runtime what it needs")
        .block_on(test);
}

/// Runs one test, without the report of its panic.
pub fn report(name: &str, test: impl FnOnce() + panic::UnwindSafe) {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let outcome = panic::catch_unwind(test);
    panic::set_hook(hook);
    match outcome {
        Ok(()) => println!("test {name} ... ok"),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
            let first = words
                .unwrap_or("a panic")
                .lines()
                .next()
                .unwrap_or_default();
            println!("test {name} ... FAILED: {first}");
        }
    }
}
