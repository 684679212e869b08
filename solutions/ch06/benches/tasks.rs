//! The reference answers that start many tasks, beside what tokio and futures offer for it: the same 10,000
//! jobs, in one run.
//!
//! `cargo bench -p ch06-solution` measures all; `-- --test` runs each once.

use std::time::Duration;

use ch06_solution::gather::gather;
use ch06_solution::try_all::try_all;
use criterion::{Criterion, Throughput};
use futures::future::join_all;
use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinSet, yield_now};

const JOBS: usize = 10_000;

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    let current = Builder::new_current_thread().build().unwrap();
    bench(&mut criterion, "10,000 jobs on one thread", &current);
    let two = Builder::new_multi_thread().worker_threads(2).build();
    bench(&mut criterion, "10,000 jobs on two threads", &two.unwrap());
    criterion.final_summary();
}

fn bench(criterion: &mut Criterion, name: &str, runtime: &Runtime) {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(JOBS as u64));
    group.bench_function("gather", |b| {
        b.iter(|| count(runtime, async { gather(jobs()).await.len() }));
    });
    group.bench_function("try_all", |b| {
        b.iter(|| count(runtime, async { try_all(jobs()).await.unwrap().len() }));
    });
    group.bench_function("join_all of spawn", |b| {
        b.iter(|| count(runtime, join_all_of_spawn()));
    });
    group.bench_function("JoinSet::join_all", |b| {
        b.iter(|| count(runtime, join_set()));
    });
    group.finish();
}

/// Results in order; a panic is a value.
async fn join_all_of_spawn() -> usize {
    join_all(jobs().into_iter().map(tokio::spawn)).await.len()
}

/// Results in the order of their ends; the first panic continues.
async fn join_set() -> usize {
    jobs()
        .into_iter()
        .collect::<JoinSet<_>>()
        .join_all()
        .await
        .len()
}

/// Each waits for one more turn, so that all are in progress at once.
fn jobs() -> Vec<impl Future<Output = Result<usize, String>> + Send + 'static> {
    let job = |n| async move {
        yield_now().await;
        Ok(n)
    };
    (0..JOBS).map(job).collect()
}

/// Runs `caller` in a task, as a service would: a future given to `block_on` is not on a worker.
fn count(runtime: &Runtime, caller: impl Future<Output = usize> + Send + 'static) {
    let results = runtime.block_on(runtime.spawn(caller)).unwrap();
    assert_eq!(results, JOBS);
}
