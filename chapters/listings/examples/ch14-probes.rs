//! A limit of three, tested by its results and by what runs.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use futures::StreamExt;
use futures::future::join_all;
use futures::stream;
use tokio::time::{Instant, sleep};

#[path = "ch14-tests/mod.rs"]
mod tests;

use tests::on_a_paused_runtime;

// ANCHOR: gauge
/// Counts how many are at work now, and the most that ever were.
#[derive(Clone, Default)]
struct Gauge {
    now: Rc<Cell<usize>>,
    most: Rc<Cell<usize>>,
}

/// One that is at work, until it is dropped.
struct AtWork(Gauge);

impl Gauge {
    fn enter(&self) -> AtWork {
        self.now.set(self.now.get() + 1);
        self.most.set(self.most.get().max(self.now.get()));
        AtWork(self.clone())
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.now.set(self.0.now.get() - 1);
    }
}
// ANCHOR_END: gauge

// ANCHOR: subjects
/// Three at a time, as asked.
async fn limited<F: Future>(jobs: Vec<F>) -> Vec<F::Output> {
    let numbered = jobs.into_iter().enumerate();
    let jobs = numbered.map(|(nth, job)| async move { (nth, job.await) });
    let mut results: Vec<_> = stream::iter(jobs).buffer_unordered(3).collect().await;
    results.sort_by_key(|(nth, _)| *nth);
    results.into_iter().map(|(_, result)| result).collect()
}

/// In groups of three.
async fn in_groups<F: Future>(jobs: Vec<F>) -> Vec<F::Output> {
    let mut results = Vec::new();
    let mut jobs = jobs.into_iter().peekable();
    while jobs.peek().is_some() {
        results.extend(join_all(jobs.by_ref().take(3)).await);
    }
    results
}

/// All at once.
async fn unlimited<F: Future>(jobs: Vec<F>) -> Vec<F::Output> {
    join_all(jobs).await
}

/// One after another.
async fn in_turn<F: Future>(jobs: Vec<F>) -> Vec<F::Output> {
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
// ANCHOR_END: subjects

/// Nine jobs: every third takes 30 ms, the others 10 ms.
fn jobs(gauge: &Gauge) -> Vec<impl Future<Output = usize> + use<>> {
    let job = |number| {
        let gauge = gauge.clone();
        async move {
            let _at_work = gauge.enter();
            let time = if number % 3 == 0 { 30 } else { 10 };
            sleep(Duration::from_millis(time)).await;
            number
        }
    };
    (0..9).map(job).collect()
}

// ANCHOR: look
async fn look(name: &str, run: impl AsyncFnOnce(&Gauge) -> Vec<usize>) {
    let (gauge, start) = (Gauge::default(), Instant::now());
    let results = run(&gauge).await;
    // The same for all four: the first test.
    assert_eq!(results, (0..9).collect::<Vec<_>>());
    let (most, took) = (gauge.most.get(), start.elapsed().as_millis());
    println!("{name:9} most {most}, {took} ms");
}
// ANCHOR_END: look

fn main() {
    on_a_paused_runtime(async {
        look("limited", async |gauge| limited(jobs(gauge)).await).await;
        look("in_groups", async |gauge| in_groups(jobs(gauge)).await).await;
        look("unlimited", async |gauge| unlimited(jobs(gauge)).await).await;
        look("in_turn", async |gauge| in_turn(jobs(gauge)).await).await;
        // ANCHOR: dropped
        let gauge = Gauge::default();
        {
            let work = limited(jobs(&gauge));
            tokio::pin!(work);
            let _ = tokio::time::timeout(Duration::from_millis(15), work.as_mut()).await;
            println!("after 15 ms: {} at work", gauge.now.get());
        }
        println!("dropped: {} at work", gauge.now.get());
        // ANCHOR_END: dropped
    });
}
