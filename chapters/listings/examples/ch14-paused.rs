//! What a paused clock does, and what it does not do.

use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::{Instant, advance, sleep, timeout};

#[path = "ch14-tests/mod.rs"]
mod tests;

use tests::on_a_paused_runtime;

/// A request that takes two turns of the loop, and no time.
async fn quick() -> u32 {
    yield_now().await;
    yield_now().await;
    300
}

fn main() {
    on_a_paused_runtime(async {
        // ANCHOR: idle
        let start = Instant::now();
        sleep(Duration::from_secs(3600)).await;
        println!("after a sleep of an hour: {} s", start.elapsed().as_secs());
        // ANCHOR_END: idle

        // ANCHOR: work
        let start = Instant::now();
        let sum: u64 = (0..3_000_000).sum();
        println!("after computing {sum}: {} ms", start.elapsed().as_millis());
        // ANCHOR_END: work

        // ANCHOR: race
        let found = timeout(Duration::from_millis(1), quick()).await;
        println!("two turns within 1 ms: {found:?}");
        // ANCHOR_END: race

        // ANCHOR: advance
        for first in ["nothing", "a turn"] {
            let sleeper = tokio::spawn(sleep(Duration::from_secs(10)));
            if first == "a turn" {
                yield_now().await;
            }
            advance(Duration::from_secs(10)).await;
            let finished = sleeper.is_finished();
            println!("{first}, then advance: finished {finished}");
        }
        for first in ["nothing", "a turn"] {
            let sleeper = tokio::spawn(async { sleep(Duration::from_secs(10)).await });
            if first == "a turn" {
                yield_now().await;
            }
            advance(Duration::from_secs(10)).await;
            let finished = sleeper.is_finished();
            println!("async block, {first}, then advance: finished {finished}");
            sleep(Duration::from_secs(10)).await;
            let finished = sleeper.is_finished();
            println!("async block, {first}, then sleep: finished {finished}");
        }
        // ANCHOR_END: advance
    });
}
