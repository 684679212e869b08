use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use kit::record::Turn;
use kit::{ByHand, Recorder, block_for};
use tokio::time::Instant;

const TIMEOUTS: [(&str, u64); 3] = [("read", 50), ("ping", 20), ("idle", 90)];

// ANCHOR: run
type Timers = BinaryHeap<Reverse<(Instant, &'static str)>>;

/// Ends when all have fired, or after 1000 waits. Returns how often it waited.
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
        let mut waits_for = Vec::new();
        let mut timers = Timers::new();
        for (name, ms) in TIMEOUTS {
            let deadline = now + Duration::from_millis(ms);
            timers.push(Reverse((deadline, name)));
            waits_for.push((name, ByHand::new(lab.watch(name, until(deadline)))));
        }
        let mut fired = Vec::new();
        let fire = |due: &str| {
            if let Some(at) = waits_for.iter().position(|(name, _)| *name == due) {
                let (name, mut future) = waits_for.remove(at);
                let _ = future.poll();
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

/// Is ready once `deadline` has passed.
async fn until(deadline: Instant) {
    poll_fn(|_| match Instant::now() >= deadline {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

/// Records what the loop knows before it waits.
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
