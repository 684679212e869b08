use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    for behaviour in [
        MissedTickBehavior::Burst,
        MissedTickBehavior::Delay,
        MissedTickBehavior::Skip,
    ] {
        // ANCHOR: main
        let (began, mut sent) = (Instant::now(), Vec::new());
        let mut pace = interval(ms(100)); // ten in a second
        pace.set_missed_tick_behavior(behaviour);
        for request in 0..8 {
            pace.tick().await;
            sent.push(began.elapsed().as_millis());
            if request == 1 {
                sleep(ms(350)).await; // one reply is late
            }
        }
        println!("{behaviour:?}: sent at {sent:?} ms");
        // ANCHOR_END: main
    }
}
