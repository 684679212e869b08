use std::panic;
use std::time::Duration;

use kit::{Recorder, panic_message};
use tokio::task::JoinError;
use tokio::time::sleep;

// ANCHOR: backup
async fn backup(files: u32) -> u32 {
    for file in 1..=files {
        sleep(Duration::from_millis(10)).await;
        assert!(file < 2, "the disk is full");
    }
    files
}
// ANCHOR_END: backup

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    panic::set_hook(Box::new(|panic| {
        println!("at once: {}", panic_message(panic.payload()));
    }));
    let lab = Recorder::new();
    let small = lab.spawn("small", backup(1));
    let large = lab.spawn("large", backup(2));
    let aborted = lab.spawn("aborted", backup(2));
    drop(lab.spawn("detached", backup(1)));

    aborted.abort();
    println!("small: {}", describe(lab.watch("await small", small).await));
    println!("aborted: {}", describe(aborted.await));
    println!("large: {}", describe(lab.watch("await large", large).await));
    lab.keep_beside_listing();
}
// ANCHOR_END: main

// ANCHOR: describe
fn describe(result: Result<u32, JoinError>) -> String {
    match result {
        Ok(files) => format!("{files} saved"),
        Err(error) if error.is_cancelled() => "no output, the task was dropped".to_owned(),
        Err(error) => format!("a panic: {}", panic_message(&*error.into_panic())),
    }
}
// ANCHOR_END: describe
