use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::{Instant, sleep};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

// ANCHOR: server
/// Is down for a second. After that it answers 40 requests in each 200 ms, and refuses the others.
struct Server {
    began: Instant,
    requests: RefCell<BTreeMap<u128, u32>>,
}

impl Server {
    fn quote(&self) -> Result<(), Refused> {
        let slot = self.began.elapsed().as_millis() / 200;
        let mut requests = self.requests.borrow_mut();
        let in_slot = requests.entry(slot).or_default();
        *in_slot += 1;
        let served = slot >= 5 && *in_slot <= 40;
        served.then_some(()).ok_or(Refused)
    }
}

struct Refused;
// ANCHOR_END: server

// ANCHOR: client
async fn client(server: &Server, wait: impl Fn(Duration) -> Duration) {
    let mut back_off = ms(400);
    while server.quote().is_err() {
        sleep(wait(back_off)).await;
        back_off = (back_off * 2).min(ms(1600));
    }
}
// ANCHOR_END: client

/// A small random number generator, so that each run of this program is the same.
struct Random(Cell<u64>);

impl Random {
    fn below(&self, bound: Duration) -> Duration {
        let state = self
            .0
            .get()
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        self.0.set(state);
        let share = (state >> 33) as f64 / (1_u64 << 31) as f64;
        bound.mul_f64(share)
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let random = Random(Cell::new(1));
    // ANCHOR: main
    run("no jitter", |back_off| back_off).await;
    run("full jitter", |back_off| random.below(back_off)).await;
    // ANCHOR_END: main
}

async fn run(name: &str, wait: impl Fn(Duration) -> Duration) {
    let server = Server {
        began: Instant::now(),
        requests: RefCell::default(),
    };
    join_all((0..100).map(|_| client(&server, &wait))).await;
    let requests = server.requests.into_inner();
    println!(
        "{name}: {} requests, at most {} in 200 ms once the server is back; the last after {} ms",
        requests.values().sum::<u32>(),
        requests.range(5..).map(|(_, count)| count).max().unwrap(),
        server.began.elapsed().as_millis(),
    );
    for (slot, count) in &requests {
        let bar = "#".repeat(count.div_ceil(4) as usize);
        println!("{:5} ms {count:4} {bar}", slot * 200);
    }
}
