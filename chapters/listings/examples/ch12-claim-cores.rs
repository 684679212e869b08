// measures: release
use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use futures::future::join_all;
use listings::{amount, claim};
use rayon::prelude::*;
use tokio::task::JoinSet;

const FILES: u64 = 8;

/// The checksum of a file of 1 MiB, many times over a small buffer.
fn checksum(file: u64) -> u64 {
    let buffer = [7_u8; 4096];
    let mut sum = 0xcbf2_9ce4_8422_2325 ^ file;
    for _ in 0..amount(256, 4) {
        for byte in black_box(&buffer) {
            sum = (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    sum
}

// ANCHOR: main
fn one_after_another() -> u64 {
    (0..FILES).map(checksum).fold(0, u64::wrapping_add)
}

async fn joined() -> u64 {
    let sums = join_all((0..FILES).map(|file| async move { checksum(file) })).await;
    sums.into_iter().fold(0, u64::wrapping_add)
}

async fn spawned() -> u64 {
    let mut tasks = JoinSet::new();
    for file in 0..FILES {
        tasks.spawn(async move { checksum(file) });
    }
    tasks
        .join_all()
        .await
        .into_iter()
        .fold(0, u64::wrapping_add)
}

fn threads() -> u64 {
    let threads = Vec::from_iter((0..FILES).map(|file| thread::spawn(move || checksum(file))));
    let sums = threads.into_iter().map(|thread| thread.join().unwrap());
    sums.fold(0, u64::wrapping_add)
}

fn rayon() -> u64 {
    let sums = (0..FILES).into_par_iter().map(checksum);
    sums.reduce(|| 0, u64::wrapping_add)
}
// ANCHOR_END: main

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let wanted = one_after_another();
    let mut figures = Vec::new();
    let mut tell = |name: &str, work: &dyn Fn() -> u64| {
        let rounds = (0..amount(200, 1)).map(|_| {
            let start = Instant::now();
            assert_eq!(work(), wanted);
            start.elapsed()
        });
        let best: Duration = rounds.min().expect("some rounds");
        println!("{name:24} ~{:.1} ms", best.as_secs_f64() * 1e3);
        figures.push(best);
    };
    tell("one after another:", &one_after_another);
    tell("join_all:", &|| runtime.block_on(joined()));
    tell("tasks, multi-thread:", &|| runtime.block_on(spawned()));
    tell("a thread for each file:", &threads);
    tell("rayon:", &rayon);
    claim(
        figures[1] * 4 > figures[0] * 3,
        "join_all is not faster than one after another",
    );
    claim(
        figures[2..].iter().all(|time| *time < figures[0] * 2),
        "tasks, threads and rayon do not cost much more than the work itself",
    );
}
