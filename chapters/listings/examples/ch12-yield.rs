use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use kit::{Recorder, block_for};
use tokio::task::{LocalSet, yield_now};
use tokio::time::{Instant, MissedTickBehavior, interval};

// ANCHOR: check
/// The checksum of 60 blocks. Each takes 1 ms of computing (in virtual time).
async fn check(every: u32) -> u32 {
    let mut yields = 0;
    for block in 1..=60 {
        block_for(1);
        if block % every == 0 {
            yield_now().await;
            yields += 1;
        }
    }
    yields
}
// ANCHOR_END: check

// ANCHOR: beat
/// Beats every 5 ms, and keeps the longest time between two beats.
async fn beat(longest: Rc<Cell<Duration>>) {
    let mut ticks = interval(Duration::from_millis(5));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = Instant::now();
    loop {
        ticks.tick().await;
        longest.set(longest.get().max(last.elapsed()));
        last = Instant::now();
    }
}
// ANCHOR_END: beat

async fn measure(every: u32, tasks: usize) {
    let local = LocalSet::new();
    let longest = Rc::new(Cell::new(Duration::ZERO));
    let heart = local.spawn_local(beat(longest.clone()));
    let mut yields = 0;
    local
        .run_until(async {
            let checks: Vec<_> = (0..tasks)
                .map(|_| tokio::task::spawn_local(check(every)))
                .collect();
            for check in checks {
                yields += check.await.unwrap();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        })
        .await;
    heart.abort();
    println!(
        "checks: {tasks}, blocks in a chunk: {every:2}, yields: {yields:3}, longest gap: {:2} ms",
        longest.get().as_millis()
    );
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    for every in [60, 20, 5, 1] {
        measure(every, 1).await;
    }
    for every in [5, 1] {
        measure(every, 8).await;
    }
    record().await;
}

/// The same, smaller, for the picture.
async fn record() {
    let lab = Recorder::new();
    let heart = lab.spawn("heartbeat", async {
        loop {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    lab.spawn("no yield", async { block_for(20) })
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(5)).await;
    let pieces = async {
        for _ in 0..4 {
            block_for(5);
            yield_now().await;
        }
    };
    lab.spawn("yields", pieces).await.unwrap();
    heart.abort();
    let _ = heart.await;
    lab.keep_beside_listing();
}
