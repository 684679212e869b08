//! A hundred thousand timers: all of them fire, or all are given up before.
//!
//! Tokio runs them without its budget (`unconstrained`): beyond it, a timer that is ready says that it is not, and
//! `FuturesUnordered`, which polls all that were woken, asks again and again.

use std::time::Duration;

use criterion::{Criterion, Throughput};
use futures::StreamExt;
use futures::future::{Either, select};
use futures::stream::FuturesUnordered;

use crate::hosts::{Clock, Host as _, OurLoop, Smol, Tokio, id};

const TIMERS: u64 = 100_000;

pub fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("100,000 timers fire");
    group
        .throughput(Throughput::Elements(TIMERS))
        .sample_size(10);
    group.bench_function(id(OurLoop::NAME), |b| b.iter(fire::<OurLoop>));
    group.bench_function(id(Tokio::NAME), |b| b.iter(fire::<Tokio>));
    group.bench_function(id(Smol::NAME), |b| b.iter(fire::<Smol>));
    group.finish();

    let mut group = criterion.benchmark_group("100,000 timers are given up");
    group
        .throughput(Throughput::Elements(TIMERS))
        .sample_size(10);
    group.bench_function(id(OurLoop::NAME), |b| b.iter(give_up::<OurLoop>));
    group.bench_function(id(Tokio::NAME), |b| b.iter(give_up::<Tokio>));
    group.bench_function(id(Smol::NAME), |b| b.iter(give_up::<Smol>));
    group.finish();
}

/// Deadlines up to ten milliseconds ahead, in no order: far less than what all of them cost.
fn fire<H: Clock>() {
    let fired = H::start().run(|spawner| {
        let sleeps: FuturesUnordered<_> = (0..TIMERS)
            .map(|n| H::sleep(spawner, Duration::from_micros(n * 7_919 % 10_000)))
            .map(|sleep| async {
                sleep.await;
            })
            .collect();
        tokio::task::unconstrained(sleeps.count())
    });
    assert_eq!(fired, TIMERS as usize);
}

/// Timeouts as most of them are: what they guard is there in time.
fn give_up<H: Clock>() {
    let in_time = H::start().run(|spawner| {
        let spawner = spawner.clone();
        async move {
            let mut in_time = 0;
            for n in 0..TIMERS {
                let timeout = H::sleep(&spawner, Duration::from_secs(1 + n % 100));
                let mut polled = false;
                // Ready at its second poll, so that the timeout has been set by then.
                let answer = std::future::poll_fn(|cx| {
                    if polled {
                        return std::task::Poll::Ready(());
                    }
                    polled = true;
                    cx.waker().wake_by_ref();
                    std::task::Poll::Pending
                });
                match select(std::pin::pin!(timeout), answer).await {
                    Either::Left(_) => {}
                    Either::Right(_) => in_time += 1,
                }
            }
            in_time
        }
    });
    assert_eq!(in_time, TIMERS);
}
