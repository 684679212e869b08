//! The semaphore and the mutex built by hand, beside tokio's: free, and with eight tasks that want the same.
//!
//! `cargo bench -p ch08-solution --bench locks` measures all; `-- --test` runs each once. Each measurement is of
//! 1,000 rounds of taking and giving back.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use ch08_solution::{mutex, semaphore};
use criterion::Criterion;
use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinSet, yield_now};

const ROUNDS: usize = 1_000;
const TASKS: usize = 8;

fn one_thread() -> Runtime {
    Builder::new_current_thread().build().unwrap()
}

fn two_threads() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap()
}

/// `TASKS` tasks that share `ROUNDS` rounds.
async fn crowd<F>(round: impl Fn() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        tasks.spawn(round());
    }
    tasks.join_all().await;
}

fn free(c: &mut Criterion) {
    let runtime = one_thread();
    let mut group = c.benchmark_group("free");
    group.bench_function("mutex: workbook", |b| {
        let total = mutex::Mutex::new(0_u64);
        b.iter(|| {
            runtime.block_on(async {
                for _ in 0..ROUNDS {
                    *black_box(&total).lock().await += 1;
                }
            })
        });
    });
    group.bench_function("mutex: tokio", |b| {
        let total = tokio::sync::Mutex::new(0_u64);
        b.iter(|| {
            runtime.block_on(async {
                for _ in 0..ROUNDS {
                    *black_box(&total).lock().await += 1;
                }
            })
        });
    });
    group.bench_function("semaphore: workbook", |b| {
        let permits = semaphore::Semaphore::new(4);
        b.iter(|| {
            runtime.block_on(async {
                for _ in 0..ROUNDS {
                    drop(black_box(&permits).acquire(2).await);
                }
            })
        });
    });
    group.bench_function("semaphore: tokio", |b| {
        let permits = tokio::sync::Semaphore::new(4);
        b.iter(|| {
            runtime.block_on(async {
                for _ in 0..ROUNDS {
                    drop(black_box(&permits).acquire_many(2).await);
                }
            })
        });
    });
    group.finish();
}

fn wanted_by_eight(c: &mut Criterion) {
    for (threads, runtime) in [("one thread", one_thread()), ("two threads", two_threads())] {
        let mut group = c.benchmark_group(format!("wanted by eight, {threads}"));
        group.bench_function("mutex: workbook", |b| {
            let total = Arc::new(mutex::Mutex::new(0_u64));
            b.iter(|| {
                runtime.block_on(crowd(|| {
                    let total = Arc::clone(&total);
                    async move {
                        for _ in 0..ROUNDS / TASKS {
                            let mut total = total.lock().await;
                            *total += 1;
                            yield_now().await;
                        }
                    }
                }))
            });
        });
        group.bench_function("mutex: tokio", |b| {
            let total = Arc::new(tokio::sync::Mutex::new(0_u64));
            b.iter(|| {
                runtime.block_on(crowd(|| {
                    let total = Arc::clone(&total);
                    async move {
                        for _ in 0..ROUNDS / TASKS {
                            let mut total = total.lock().await;
                            *total += 1;
                            yield_now().await;
                        }
                    }
                }))
            });
        });
        group.bench_function("semaphore: workbook", |b| {
            let permits = Arc::new(semaphore::Semaphore::new(2));
            b.iter(|| {
                runtime.block_on(crowd(|| {
                    let permits = Arc::clone(&permits);
                    async move {
                        for _ in 0..ROUNDS / TASKS {
                            let _permit = permits.acquire(1).await;
                            yield_now().await;
                        }
                    }
                }))
            });
        });
        group.bench_function("semaphore: tokio", |b| {
            let permits = Arc::new(tokio::sync::Semaphore::new(2));
            b.iter(|| {
                runtime.block_on(crowd(|| {
                    let permits = Arc::clone(&permits);
                    async move {
                        for _ in 0..ROUNDS / TASKS {
                            let _permit = permits.acquire().await;
                            yield_now().await;
                        }
                    }
                }))
            });
        });
        group.finish();
    }
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    free(&mut criterion);
    wanted_by_eight(&mut criterion);
    criterion.final_summary();
}
