//! Spawning and joining, yielding, and waking from another thread.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;
use std::thread;

use criterion::{Criterion, Throughput};
use futures::task::AtomicWaker;

use crate::hosts::{Host, Ours, Smol, Tokio, id};

const SPAWNED: u64 = 1_000;
const YIELDERS: u64 = 100;
const YIELDS: u64 = 100;
const WAKES: u64 = 1_000;

pub fn bench(criterion: &mut Criterion) {
    all(criterion, "spawn and join a task", SPAWNED, Spawn);
    all(criterion, "yield", YIELDERS * YIELDS, Yield);
    all(criterion, "wake from another thread", WAKES, Wake);
}

/// A piece of work that any host can do.
trait Work: Copy {
    fn on<H: Host>(self, host: &mut H);
}

fn all(criterion: &mut Criterion, name: &str, elements: u64, work: impl Work) {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(elements));
    let mut ours = Ours::start();
    group.bench_function(id(Ours::NAME), |b| b.iter(|| work.on(&mut ours)));
    let mut tokio = Tokio::start();
    group.bench_function(id(Tokio::NAME), |b| b.iter(|| work.on(&mut tokio)));
    let mut smol = Smol::start();
    group.bench_function(id(Smol::NAME), |b| b.iter(|| work.on(&mut smol)));
    group.finish();
}

#[derive(Clone, Copy)]
struct Spawn;

impl Work for Spawn {
    fn on<H: Host>(self, host: &mut H) {
        host.run(|spawner| {
            let handles: Vec<_> = (0..SPAWNED)
                .map(|n| H::spawn(spawner, async move { n }))
                .collect();
            async {
                for handle in handles {
                    handle.await;
                }
            }
        });
    }
}

#[derive(Clone, Copy)]
struct Yield;

impl Work for Yield {
    fn on<H: Host>(self, host: &mut H) {
        host.run(|spawner| {
            let yielder = |_| {
                H::spawn(spawner, async {
                    for _ in 0..YIELDS {
                        yield_now().await;
                    }
                })
            };
            let handles: Vec<_> = (0..YIELDERS).map(yielder).collect();
            async {
                for handle in handles {
                    handle.await;
                }
            }
        });
    }
}

/// The same for all: tokio's own also looks at its timers and sockets each time.
async fn yield_now() {
    let mut yielded = false;
    poll_fn(|cx| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// A task and a thread hand a turn to and fro: the task sleeps until the thread wakes it, and the thread, so
/// that only the executor's sleep is measured, never does.
#[derive(Clone, Copy)]
struct Wake;

impl Work for Wake {
    fn on<H: Host>(self, host: &mut H) {
        let (waker, rounds) = (Arc::new(AtomicWaker::new()), Arc::new(AtomicUsize::new(0)));
        let asked = Arc::new(AtomicBool::new(false));
        let (their_waker, their_rounds) = (Arc::clone(&waker), Arc::clone(&rounds));
        let theirs = Arc::clone(&asked);
        let thread = thread::spawn(move || {
            for _ in 0..WAKES {
                while !theirs.swap(false, Ordering::SeqCst) {
                    std::hint::spin_loop();
                }
                their_rounds.fetch_add(1, Ordering::SeqCst);
                their_waker.wake();
            }
        });
        host.run(|_| async {
            for round in 1..=WAKES as usize {
                asked.store(true, Ordering::SeqCst);
                poll_fn(|cx| {
                    waker.register(cx.waker());
                    match rounds.load(Ordering::SeqCst) {
                        answered if answered >= round => Poll::Ready(()),
                        _ => Poll::Pending,
                    }
                })
                .await;
            }
        });
        thread.join().unwrap();
    }
}
