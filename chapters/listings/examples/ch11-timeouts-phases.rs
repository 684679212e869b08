use std::fmt;
use std::time::Duration;

use kit::Recorder;
use tokio::time::{Instant, sleep, timeout, timeout_at};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

// ANCHOR: within
/// What took too long, and how long it was allowed to take.
#[derive(Debug)]
struct TimedOut {
    phase: &'static str,
    limit: Duration,
}

async fn within<T>(
    phase: &'static str,
    limit: Duration,
    step: impl Future<Output = T>,
) -> Result<T, TimedOut> {
    let ended = timeout(limit, step).await;
    ended.map_err(|_| TimedOut { phase, limit })
}
// ANCHOR_END: within

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} took longer than {:?}", self.phase, self.limit)
    }
}

/// How long a server takes for each phase, in milliseconds.
struct Server {
    accepts: u64,
    greets: u64,
    pays: u64,
}

// ANCHOR: order
async fn order(server: &Server, lab: &Recorder) -> Result<(), TimedOut> {
    let connect = lab.watch("connect", sleep(ms(server.accepts)));
    within("connect", ms(300), connect).await?;
    let greet = lab.watch("greeting", sleep(ms(server.greets)));
    within("greeting", ms(200), greet).await?;
    let pay = lab.watch("payment", sleep(ms(server.pays)));
    within("payment", ms(2000), pay).await?;
    Ok(())
}
// ANCHOR_END: order

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let quick = Server {
        accepts: 50,
        greets: 20,
        pays: 700,
    };
    let silent = Server {
        accepts: 50,
        greets: 60_000,
        pays: 0,
    };
    let slow = Server {
        accepts: 290,
        greets: 190,
        pays: 1900,
    };
    for (name, server) in [("quick", quick), ("silent", silent), ("slow", slow)] {
        let (lab, began) = (Recorder::new(), Instant::now());
        let result = order(&server, &lab).await;
        let result = result.map_err(|error| error.to_string());
        println!("{name}: {result:?} after {:?}", began.elapsed());
        if name == "slow" {
            lab.keep_beside_listing();
        }
    }

    let slow = Server {
        accepts: 290,
        greets: 190,
        pays: 1900,
    };
    // ANCHOR: deadline
    let began = Instant::now();
    let deadline = began + ms(1000);
    let result = timeout_at(deadline, order(&slow, &Recorder::new())).await;
    // ANCHOR_END: deadline
    println!(
        "whole order in time: {}, after {:?}",
        result.is_ok(),
        began.elapsed()
    );
}
