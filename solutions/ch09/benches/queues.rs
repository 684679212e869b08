//! The queue built by hand, beside tokio's channel: with one producer and with a hundred.
//!
//! `cargo bench -p ch09-solution --bench queues` measures all; `-- --test` runs each once. Each measurement is of
//! 10,000 items, of which at most 64 are queued, and which one consumer takes.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use ch09_solution::queue::Queue;
use criterion::Criterion;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

const ITEMS: usize = 10_000;
const CAPACITY: usize = 64;

fn one_thread() -> Runtime {
    Builder::new_current_thread().build().unwrap()
}

fn two_threads() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap()
}

async fn by_hand(producers: usize) {
    let queue = Arc::new(Queue::new(CAPACITY));
    for _ in 0..producers {
        let queue = Arc::clone(&queue);
        tokio::spawn(async move {
            for item in 0..ITEMS / producers {
                queue.put(item).await;
            }
        });
    }
    // A task, as in a program: the future of `block_on` is not a worker's.
    let consumer = tokio::spawn(async move {
        for _ in 0..ITEMS {
            black_box(queue.get().await);
        }
    });
    consumer.await.unwrap();
}

async fn channel(producers: usize) {
    let (sender, mut receiver) = mpsc::channel(CAPACITY);
    for _ in 0..producers {
        let sender = sender.clone();
        tokio::spawn(async move {
            for item in 0..ITEMS / producers {
                sender.send(item).await.unwrap();
            }
        });
    }
    let consumer = tokio::spawn(async move {
        for _ in 0..ITEMS {
            black_box(receiver.recv().await);
        }
    });
    consumer.await.unwrap();
}

/// An item goes in, and comes out: no task ever waits.
fn no_wait(c: &mut Criterion) {
    let runtime = one_thread();
    let mut group = c.benchmark_group("no wait");
    group.bench_function("workbook", |b| {
        let queue = Queue::new(CAPACITY);
        b.iter(|| {
            runtime.block_on(async {
                for item in 0..ITEMS {
                    black_box(&queue).put(item).await;
                    black_box(queue.get().await);
                }
            })
        });
    });
    group.bench_function("tokio", |b| {
        let (sender, mut receiver) = mpsc::channel(CAPACITY);
        b.iter(|| {
            runtime.block_on(async {
                for item in 0..ITEMS {
                    black_box(&sender).send(item).await.unwrap();
                    black_box(receiver.recv().await);
                }
            })
        });
    });
    group.finish();
}

fn producers(c: &mut Criterion) {
    for (threads, runtime) in [("one thread", one_thread()), ("two threads", two_threads())] {
        for (producers, name) in [(1, "1 producer"), (100, "100 producers")] {
            let mut group = c.benchmark_group(format!("{name}, {threads}"));
            group.bench_function("workbook", |b| {
                b.iter(|| runtime.block_on(by_hand(producers)))
            });
            group.bench_function("tokio", |b| b.iter(|| runtime.block_on(channel(producers))));
            group.finish();
        }
    }
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    no_wait(&mut criterion);
    producers(&mut criterion);
    criterion.final_summary();
}
