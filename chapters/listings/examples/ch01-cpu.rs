// ANCHOR: main
use std::hint::spin_loop;
use std::time::{Duration, Instant};

use kit::Gauge;

/// Computes for as long as it is alone, but at most `patience` milliseconds.
async fn compute(gauge: Gauge, patience: u64) {
    let start = Instant::now();
    let at_work = gauge.enter();
    while gauge.peak() < 2 && start.elapsed() < Duration::from_millis(patience) {
        spin_loop();
    }
    at_work.finish();
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let gauge = Gauge::new();
    tokio::join!(compute(gauge.clone(), 100), compute(gauge.clone(), 100));
    println!("two computations in join!: {} at a time", gauge.peak());

    let gauge = Gauge::new();
    let first = tokio::spawn(compute(gauge.clone(), 5_000));
    let second = tokio::spawn(compute(gauge.clone(), 5_000));
    first.await.unwrap();
    second.await.unwrap();
    println!("two computations in tasks: {} at a time", gauge.peak());
}
// ANCHOR_END: main
