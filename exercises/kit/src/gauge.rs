//! How many are in flight.

use std::panic::Location;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use crate::Recorder;
use crate::current::lock;
use crate::record::Kind;
use crate::watched::Watched;

/// Counts what is in flight: from its first poll until it is ready, panics or is dropped. Clones
/// count together.
#[derive(Clone, Default)]
pub struct Gauge(Arc<Mutex<Counts>>);

#[derive(Clone, Copy, Default)]
struct Counts {
    started: usize,
    in_flight: usize,
    peak: usize,
    finished: usize,
}

impl Gauge {
    /// A gauge that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// A job that takes `ms` milliseconds of the runtime's clock and resolves to `value`. It starts
    /// when it is first polled, and is recorded under `name`.
    #[track_caller]
    pub fn job<T: Send + 'static>(&self, name: impl Into<String>, ms: u64, value: T) -> Job<T> {
        let gauge = self.clone();
        let work = async move {
            let pass = gauge.enter();
            tokio::time::sleep(Duration::from_millis(ms)).await;
            pass.finish();
            value
        };
        let name = name.into();
        Job(record_here(&Recorder::current(), name, work).woken_by_the_clock())
    }

    /// Counts `future`, and records it under `name`.
    #[track_caller]
    pub fn track<T: 'static>(
        &self,
        name: impl Into<String>,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Job<T> {
        let gauge = self.clone();
        let counted = async move {
            let pass = gauge.enter();
            let value = future.await;
            pass.finish();
            value
        };
        Job(record_here(&Recorder::current(), name.into(), counted))
    }

    /// Counts something that is no future, such as a thread, until the pass is dropped.
    pub fn enter(&self) -> Pass {
        let mut counts = lock(&self.0);
        counts.started += 1;
        counts.in_flight += 1;
        counts.peak = counts.peak.max(counts.in_flight);
        Pass {
            gauge: self.clone(),
        }
    }

    /// How many have started.
    pub fn started(&self) -> usize {
        lock(&self.0).started
    }

    /// How many are in flight now.
    pub fn in_flight(&self) -> usize {
        lock(&self.0).in_flight
    }

    /// The most that were ever in flight at once.
    pub fn peak(&self) -> usize {
        lock(&self.0).peak
    }

    /// How many have run to their end.
    pub fn finished(&self) -> usize {
        lock(&self.0).finished
    }

    /// How many were dropped, or panicked, after their start and before their end.
    pub fn given_up(&self) -> usize {
        let counts = *lock(&self.0);
        counts.started - counts.finished - counts.in_flight
    }
}

#[track_caller]
fn record_here<T>(
    recorder: &Recorder,
    name: String,
    work: impl Future<Output = T> + Send + 'static,
) -> Watched<Boxed<T>> {
    recorder.watch_from(
        Kind::Future,
        Location::caller(),
        name,
        Box::pin(work) as Boxed<T>,
    )
}

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A piece of work made by [`Gauge::job`] or [`Gauge::track`].
#[must_use = "futures do nothing unless polled"]
pub struct Job<T>(Watched<Boxed<T>>);

impl<T> Future for Job<T> {
    type Output = T;

    #[track_caller]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        Pin::new(&mut self.0).poll(cx)
    }
}

/// One that is in flight, until dropped: made by [`Gauge::enter`].
pub struct Pass {
    gauge: Gauge,
}

impl Pass {
    /// It ran to its end. Dropped without this, it counts as given up.
    pub fn finish(self) {
        lock(&self.gauge.0).finished += 1;
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        lock(&self.gauge.0).in_flight -= 1;
    }
}
