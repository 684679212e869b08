// ANCHOR: main
use std::sync::{Arc, Barrier};

use kit::Gauge;

/// Computes without an await, and calls `half_way` in the middle.
async fn compute(gauge: Gauge, half_way: impl FnOnce()) {
    let at_work = gauge.enter();
    half_way();
    at_work.finish();
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let gauge = Gauge::new();
    tokio::join!(compute(gauge.clone(), || ()), compute(gauge.clone(), || ()));
    println!("two computations in join!: {} at a time", gauge.peak());

    let gauge = Gauge::new();
    let both = Arc::new(Barrier::new(2));
    let meet = || {
        let both = both.clone();
        move || _ = both.wait()
    };
    let first = tokio::spawn(compute(gauge.clone(), meet()));
    let second = tokio::spawn(compute(gauge.clone(), meet()));
    first.await.unwrap();
    second.await.unwrap();
    println!("two computations in tasks: {} at a time", gauge.peak());
}
// ANCHOR_END: main
