use std::cell::RefCell;
use std::future::pending;
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

const MS: Duration = Duration::from_millis(1);

/// A file to which bytes are written in pieces, each of which takes 10 ms.
#[derive(Default)]
struct File(RefCell<String>);

impl File {
    async fn write(&self, piece: &str) {
        sleep(10 * MS).await;
        *self.0.borrow_mut() += piece;
    }
}

// ANCHOR: export
async fn export_row(file: &File, row: u32) {
    file.write(&format!("row {row}: ")).await;
    file.write("tea\n").await;
}
// ANCHOR_END: export

// ANCHOR: around
async fn stop_anywhere(file: &File, stop: CancellationToken) {
    for row in 1..=9 {
        tokio::select! {
            () = export_row(file, row) => {}
            () = stop.cancelled() => return,
        }
    }
}
// ANCHOR_END: around

// ANCHOR: between
async fn stop_between(file: &File, stop: CancellationToken) {
    for row in 1..=9 {
        if stop.is_cancelled() {
            file.write("end, more rows follow\n").await;
            return;
        }
        export_row(file, row).await;
    }
}
// ANCHOR_END: between

// ANCHOR: loop
async fn run(jobs: u32, ask: impl Future<Output = ()>) -> u32 {
    let (mut ask, stop) = (std::pin::pin!(ask), CancellationToken::new());
    let mut began = 0;
    for _job in 0..jobs {
        began += 1;
        tokio::select! {
            () = sleep(10 * MS) => {} // a job
            () = stop.cancelled() => {} // a job leaves when it is asked to
            () = &mut ask, if !stop.is_cancelled() => stop.cancel(),
        }
    }
    began
}
// ANCHOR_END: loop

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let stop_at_55_ms = || {
        let stop = CancellationToken::new();
        let (at, token) = (Instant::now() + 55 * MS, stop.clone());
        tokio::spawn(async move {
            sleep_until(at).await;
            token.cancel();
        });
        stop
    };
    let file = File::default();
    let stop = stop_at_55_ms();
    stop_anywhere(&file, stop).await;
    println!("around the work:\n{}|", file.0.take());

    let file = File::default();
    let stop = stop_at_55_ms();
    stop_between(&file, stop).await;
    println!("between two rows:\n{}|", file.0.take());

    let began = run(100, sleep(35 * MS)).await;
    println!("asked in the fourth of 100 jobs: {began} have begun");
    let began = run(3, pending()).await;
    println!("never asked: {began} of 3 have begun");
}
