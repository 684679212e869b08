use std::panic;
use std::time::Duration;

use kit::{Recorder, panic_message};
use tokio::task::JoinError;
use tokio::time::sleep;

// ANCHOR: backup
async fn backup(files: u32) -> u32 {
    for file in 1..=files {
        sleep(Duration::from_millis(10)).await;
        assert!(file < 3, "the disk is full");
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
    let two = lab.spawn("two", backup(2));
    let four = lab.spawn("four", backup(4));
    let aborted = lab.spawn("aborted", backup(2));
    drop(lab.spawn("detached", backup(1)));

    aborted.abort();
    println!("two: {}", said(lab.watch("waits for two", two).await));
    println!("aborted: {}", said(aborted.await));
    println!("four: {}", said(lab.watch("waits for four", four).await));
    // ANCHOR_END: main
    lab.keep_beside_listing();
}

// ANCHOR: said
fn said(result: Result<u32, JoinError>) -> String {
    match result {
        Ok(files) => format!("{files} files"),
        Err(error) if error.is_cancelled() => "no output, the task was dropped".to_owned(),
        Err(error) => format!("a panic: {}", panic_message(&*error.into_panic())),
    }
}
// ANCHOR_END: said
