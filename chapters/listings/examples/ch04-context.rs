use std::thread;

use tokio::runtime::{Builder, Handle};

// ANCHOR: main
/// Whether `tokio::spawn` would find a runtime here.
fn here() -> &'static str {
    match Handle::try_current() {
        Ok(_) => "a runtime",
        Err(_) => "none",
    }
}

fn main() {
    let runtime = Builder::new_current_thread().build().unwrap();
    println!("in main: {}", here());
    runtime.block_on(async {
        println!("in block_on: {}", here());
        tokio::spawn(async { println!("in a task: {}", here()) })
            .await
            .unwrap();
        thread::spawn(|| println!("in thread::spawn: {}", here()))
            .join()
            .unwrap();
        tokio::task::spawn_blocking(|| println!("in spawn_blocking: {}", here()))
            .await
            .unwrap();
    });
    println!("after block_on: {}", here());
    let entered = runtime.enter();
    println!("entered: {}", here());
    drop(entered);
    println!("left: {}", here());
}
// ANCHOR_END: main
