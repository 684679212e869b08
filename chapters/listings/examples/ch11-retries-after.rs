use std::time::Duration;

use tokio::time::{Instant, sleep};

fn seconds(s: u64) -> Duration {
    Duration::from_secs(s)
}

/// Refuses everything for ten seconds, and says how long that still is.
struct Server {
    began: Instant,
}

impl Server {
    fn quote(&self) -> Result<(), Duration> {
        match seconds(10).checked_sub(self.began.elapsed()) {
            None | Some(Duration::ZERO) => Ok(()),
            Some(retry_after) => Err(retry_after),
        }
    }
}

// ANCHOR: waits
/// `share` is a random number from 0 to 1.
fn jitter_in_all(back_off: Duration, retry_after: Duration, share: f64) -> Duration {
    back_off.max(retry_after).mul_f64(share)
}

fn jitter_on_top(back_off: Duration, retry_after: Duration, share: f64) -> Duration {
    retry_after + back_off.mul_f64(share)
}
// ANCHOR_END: waits

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    run("jitter in all", jitter_in_all).await;
    run("jitter on top", jitter_on_top).await;
}

async fn run(name: &str, wait: impl Fn(Duration, Duration, f64) -> Duration) {
    let server = Server {
        began: Instant::now(),
    };
    let (mut refused, mut back_off) = (0, seconds(1));
    // Shares that a random number generator could have given.
    for share in [0.5, 0.25, 0.75, 0.5, 0.25, 0.75, 0.5, 0.25, 0.75, 0.5]
        .iter()
        .cycle()
    {
        let Err(retry_after) = server.quote() else {
            break;
        };
        refused += 1;
        sleep(wait(back_off, retry_after, *share)).await;
        back_off = (back_off * 2).min(seconds(8));
    }
    let after = server.began.elapsed().as_secs_f64();
    println!("{name}: refused {refused} times, served after {after:.1} s");
}
