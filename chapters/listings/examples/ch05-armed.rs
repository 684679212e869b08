use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use kit::record::Turn;
use kit::{ByHand, Recorder, block_for};
use tokio::time::Instant;

const NAPS: [(&str, u64); 3] = [("tea", 50), ("egg", 20), ("rice", 90)];

// ANCHOR: run
type Timers = BinaryHeap<Reverse<(Instant, &'static str)>>;

/// Sleeps to the next deadline and fires what is due, until all have fired or it has waited 1000
/// times; tells how often it has.
fn run(mut timers: Timers, mut fire: impl FnMut(&str), take_out: bool, lab: &Recorder) -> u32 {
    let mut waits = 0;
    while let Some(Reverse((deadline, name))) = timers.peek().copied() {
        let wait = deadline.saturating_duration_since(Instant::now());
        tell(lab, &timers, wait);
        waits += 1;
        block_for(wait.as_millis() as u64);
        fire(name);
        if take_out {
            timers.pop();
        }
        if waits == 1000 {
            break;
        }
    }
    waits
}
// ANCHOR_END: run

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    for take_out in [true, false] {
        let (lab, now) = (Recorder::new(), Instant::now());
        let mut naps = Vec::new();
        let mut timers = Timers::new();
        for (name, ms) in NAPS {
            let deadline = now + Duration::from_millis(ms);
            timers.push(Reverse((deadline, name)));
            naps.push((name, ByHand::new(lab.watch(name, until(deadline)))));
        }
        let mut fired = Vec::new();
        let fire = |due: &str| {
            if let Some(at) = naps.iter().position(|(name, _)| *name == due) {
                let (name, mut nap) = naps.remove(at);
                let _ = nap.poll();
                fired.push(name);
            }
        };
        let waits = run(timers, fire, take_out, &lab);
        println!("taken out: {take_out}, fired: {fired:?}, waits: {waits}");
        // ANCHOR_END: main
        if take_out {
            lab.keep_beside_listing();
        }
    }
}

/// Ready from `deadline` on.
async fn until(deadline: Instant) {
    poll_fn(|_| match Instant::now() >= deadline {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

/// Records what the loop knows when a turn begins.
fn tell(lab: &Recorder, timers: &Timers, wait: Duration) {
    let mut left: Vec<(u64, String)> = timers
        .iter()
        .map(|Reverse((due, name))| {
            let left = due.saturating_duration_since(Instant::now());
            (left.as_millis() as u64, (*name).to_owned())
        })
        .collect();
    left.sort();
    lab.turn(Turn {
        timers: left,
        wait_ms: Some(wait.as_millis() as u64),
        ..Turn::default()
    });
}
