use std::time::Duration;

use tokio::time::{Instant, sleep};

/// A server that refuses for two minutes, and says so.
struct Server {
    began: Instant,
    refused: u32,
}

struct Busy {
    retry_after: Duration,
}

const TWO_MINUTES: Duration = Duration::from_secs(120);

impl Server {
    fn new() -> Self {
        Self {
            began: Instant::now(),
            refused: 0,
        }
    }

    /// `Err` is a 429 with `Retry-After`.
    fn get(&mut self) -> Result<(), Busy> {
        match TWO_MINUTES.checked_sub(self.began.elapsed()) {
            None | Some(Duration::ZERO) => Ok(()),
            Some(retry_after) => {
                self.refused += 1;
                Err(Busy { retry_after })
            }
        }
    }
}

fn print(what: &str, server: &Server, outcome: &str) {
    let (refused, after) = (server.refused, server.began.elapsed().as_secs());
    println!("{what}: {outcome} after {after} s, requests refused: {refused}");
}

const FIRST: Duration = Duration::from_secs(1);
const MOST: Duration = Duration::from_secs(30);

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    for (what, heeds) in [("back-off alone", false), ("Retry-After as well", true)] {
        let mut server = Server::new();
        // ANCHOR: main
        let mut back_off = FIRST;
        let mut refused = 0;
        let outcome = loop {
            let Err(Busy { retry_after }) = server.get() else {
                break "done";
            };
            refused += 1;
            if refused == 5 {
                break "gave up";
            }
            let wait = back_off.min(MOST); // 1, 2, 4, 8, 16, 30, 30 ... seconds
            sleep(if heeds { wait.max(retry_after) } else { wait }).await;
            back_off *= 2;
        };
        // ANCHOR_END: main
        print(what, &server, outcome);
    }
}
