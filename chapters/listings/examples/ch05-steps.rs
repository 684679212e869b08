use std::time::Duration;

use kit::block_for;
use tokio::time::Instant;

// ANCHOR: sleeps
/// Checks the clock after each 10 ms. Returns how often it waited.
fn in_steps(deadline: Instant) -> u32 {
    let mut waits = 0;
    while Instant::now() < deadline {
        waits += 1;
        block_for(10);
    }
    waits
}

/// Sleeps until the deadline. Returns how often it waited.
fn exactly(deadline: Instant) -> u32 {
    let mut waits = 0;
    while Instant::now() < deadline {
        waits += 1;
        block_for((deadline - Instant::now()).as_millis() as u64);
    }
    waits
}
// ANCHOR_END: sleeps

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    show("in steps", in_steps);
    show("exactly", exactly);
}

fn show(name: &str, sleep: fn(Instant) -> u32) {
    let deadline = Instant::now() + Duration::from_millis(995);
    let waits = sleep(deadline);
    let late = (Instant::now() - deadline).as_millis();
    println!("{name}: waits: {waits}, late: {late} ms");
}
// ANCHOR_END: main
