// measures: release

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use listings::{amount, claim};

// ANCHOR: main
/// Nanoseconds for each of `count` repetitions.
fn each(began: Instant, count: u32) -> u128 {
    (began.elapsed() / count).as_nanos().max(1)
}

async fn alone() {
    let count = amount(2_000_000, 100);
    let (number, std, tokio) = (
        black_box(std::cell::Cell::new(0_u64)),
        std::sync::Mutex::new(0_u64),
        tokio::sync::Mutex::new(0_u64),
    );

    let began = Instant::now();
    for _ in 0..count {
        black_box(&number).set(number.get() + 1);
    }
    let none = each(began, count);

    let began = Instant::now();
    for _ in 0..count {
        *black_box(&std).lock().unwrap() += 1;
    }
    let std = each(began, count);

    let began = Instant::now();
    for _ in 0..count {
        *black_box(&tokio).lock().await += 1;
    }
    let tokio = each(began, count);

    println!("without a lock      ~{none} ns");
    println!("std's Mutex         ~{std} ns");
    println!("tokio's Mutex       ~{tokio} ns");
    claim(
        tokio > std,
        "an uncontended tokio Mutex costs more than std's",
    );
}

/// Eight tasks that compute in steps, with a lock around the step or around the sum alone.
async fn together(locked: bool) -> Duration {
    let steps = amount(50, 2);
    let sum = Arc::new(tokio::sync::Mutex::new(0_u64));
    let began = Instant::now();
    let tasks = [(); 8].map(|()| {
        let sum = Arc::clone(&sum);
        tokio::spawn(async move {
            for _ in 0..steps {
                if locked {
                    let mut sum = sum.lock().await;
                    *sum += compute();
                } else {
                    let part = compute();
                    *sum.lock().await += part;
                }
            }
        })
    });
    for task in tasks {
        task.await.unwrap();
    }
    began.elapsed()
}
// ANCHOR_END: main

/// Work that takes some thousand times as long as a free lock.
fn compute() -> u64 {
    (0..400_000_u64).fold(1, |sum, n| black_box(sum ^ n))
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(alone());
    let run = |locked| {
        let task = async move { together(locked).await };
        runtime.block_on(async { tokio::spawn(task).await.unwrap() })
    };
    let (whole, part) = (run(true), run(false));
    println!("lock around the work  ~{} ms", whole.as_millis());
    println!("lock around the sum   ~{} ms", part.as_millis());
    claim(
        whole > part,
        "a lock around the work makes two workers take turns",
    );
}
