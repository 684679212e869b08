use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep};

const ROWS: usize = 60;

/// A row needs 2 ms.
async fn import(row: usize) -> usize {
    sleep(Duration::from_millis(2)).await;
    row
}

/// A slow terminal: 10 ms for each state that it shows.
async fn draw(_rows: usize) {
    sleep(Duration::from_millis(10)).await;
}

fn level(lab: &Recorder, level: usize) {
    lab.level(Level {
        of: "states that wait".to_owned(),
        level,
        capacity: None,
        waiting: Vec::new(),
    });
}

// ANCHOR: bounded
async fn with_bounded() -> (Duration, u32) {
    let began = Instant::now();
    let (sender, mut states) = mpsc::channel(4);
    let work = async move {
        for row in 1..=ROWS {
            let state = import(row).await;
            sender.send(state).await.expect("the display reads all");
        }
        began.elapsed()
    };
    let display = async {
        let mut draws = 0;
        while let Some(rows) = states.recv().await {
            draw(rows).await;
            draws += 1;
        }
        draws
    };
    tokio::join!(work, display)
}
// ANCHOR_END: bounded

async fn with_unbounded(lab: &Recorder) -> (Duration, u32) {
    let began = Instant::now();
    let (sender, mut states) = mpsc::unbounded_channel();
    level(lab, 0);
    let work = async move {
        for row in 1..=ROWS {
            sender
                .send(import(row).await)
                .expect("the display reads all");
        }
        began.elapsed()
    };
    let display = async {
        let mut draws = 0;
        while let Some(rows) = states.recv().await {
            level(lab, states.len());
            draw(rows).await;
            draws += 1;
        }
        draws
    };
    tokio::join!(work, display)
}

// ANCHOR: watch
async fn with_watch() -> (Duration, u32) {
    let began = Instant::now();
    let (state, mut newest) = watch::channel(0);
    let work = async move {
        for row in 1..=ROWS {
            state.send_replace(import(row).await);
        }
        began.elapsed()
    };
    let display = async {
        let mut draws = 0;
        while newest.changed().await.is_ok() {
            let rows = *newest.borrow_and_update(); // the borrow is a lock: copy, and let go
            draw(rows).await;
            draws += 1;
        }
        draws
    };
    tokio::join!(work, display)
}
// ANCHOR_END: watch

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    for (what, (work, draws)) in [
        ("a bounded channel", with_bounded().await),
        ("an unbounded channel", with_unbounded(&lab).await),
        ("a watch channel", with_watch().await),
    ] {
        println!(
            "{what}: the import took {} ms, {draws} draws",
            work.as_millis()
        );
    }
    lab.keep_beside_listing();
}
