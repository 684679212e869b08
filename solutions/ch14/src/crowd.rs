//! Jobs hold a pass, which counts them in and, by its drop, out; a plan says how long each takes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

/// The subject of the test.
pub trait MapLimited: 'static {
    /// Runs `job` for each item, and returns the results in the order of the items.
    ///
    /// - `job` is called once for each item, in the order of the items. A job is in progress from this
    ///   call until its future has ended or is dropped.
    /// - At most `limit` jobs are in progress at the same time.
    /// - As long as there are items whose job has not been started, `limit` jobs are in progress: if
    ///   one ends, whichever it is, the next one is started at once.
    /// - The first error is returned at once. After that no job is started, and the jobs in progress
    ///   are dropped, at the latest when the runtime next comes to them.
    /// - If the future of `map_limited` is dropped, the jobs in progress are dropped, too, at the
    ///   latest when the runtime next comes to them.
    ///
    /// Jobs may be run in tasks of their own. `limit` is at least 1.
    ///
    /// # Errors
    /// The first error of a job.
    fn map_limited<F, Fut>(
        items: Vec<u32>,
        limit: usize,
        job: F,
    ) -> impl Future<Output = Result<Vec<u32>, u32>> + Send + 'static
    where
        F: Fn(u32) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<u32, u32>> + Send + 'static;
}

/// Panics unless `S` does what [`MapLimited`] says.
pub async fn test<S: MapLimited>() {
    runs_as_many_as_the_limit_allows::<S>().await;
    stops_at_the_first_error::<S>().await;
    stops_if_it_is_dropped::<S>().await;
}

async fn runs_as_many_as_the_limit_allows<S: MapLimited>() {
    let start = Instant::now();
    let counts = Arc::new(Mutex::new(Counts::default()));
    let plan = [50, 10, 10, 30, 10, 10].map(|ms| (ms, true));
    let results = run::<S>(&counts, 3, &plan).await;
    assert_eq!(results, Ok(vec![0, 1, 2, 3, 4, 5]));
    assert_eq!(counts.lock().unwrap().calls, [0, 1, 2, 3, 4, 5]);
    assert_eq!(counts.lock().unwrap().peak, 3);
    // A job that ends makes room at once: the others have ended before the first one.
    assert_eq!(start.elapsed(), Duration::from_millis(50));
}

async fn stops_at_the_first_error<S: MapLimited>() {
    let start = Instant::now();
    let counts = Arc::new(Mutex::new(Counts::default()));
    let plan = [(100, true), (10, false), (10, true), (10, true)];
    assert_eq!(run::<S>(&counts, 2, &plan).await, Err(1));
    assert_eq!(start.elapsed(), Duration::from_millis(10));
    nothing_goes_on(&counts).await;
    assert_eq!(counts.lock().unwrap().calls, [0, 1]);
}

async fn stops_if_it_is_dropped<S: MapLimited>() {
    let counts = Arc::new(Mutex::new(Counts::default()));
    let running = run::<S>(&counts, 2, &[(50, true); 4]);
    let late = timeout(Duration::from_millis(20), running).await;
    assert!(late.is_err());
    assert_eq!(counts.lock().unwrap().peak, 2);
    nothing_goes_on(&counts).await;
}

/// Jobs in tasks of their own are dropped when the runtime comes to them.
async fn nothing_goes_on(counts: &Mutex<Counts>) {
    sleep(Duration::from_millis(1)).await;
    assert_eq!(counts.lock().unwrap().in_progress, 0);
}

#[derive(Default)]
struct Counts {
    calls: Vec<u32>,
    in_progress: usize,
    peak: usize,
}

/// A job in progress.
struct Pass(Arc<Mutex<Counts>>);

impl Pass {
    fn new(counts: &Arc<Mutex<Counts>>, item: u32) -> Self {
        let mut now = counts.lock().unwrap();
        now.calls.push(item);
        now.in_progress += 1;
        now.peak = now.peak.max(now.in_progress);
        Self(Arc::clone(counts))
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.0.lock().unwrap().in_progress -= 1;
    }
}

/// Runs a job for each entry of the plan, which takes so many ms and succeeds or fails.
async fn run<S: MapLimited>(
    counts: &Arc<Mutex<Counts>>,
    limit: usize,
    plan: &[(u64, bool)],
) -> Result<Vec<u32>, u32> {
    let (counts, items, plan) = (counts.clone(), 0..plan.len() as u32, plan.to_vec());
    let job = move |item| {
        let pass = Pass::new(&counts, item);
        let (ms, good) = plan[item as usize];
        async move {
            sleep(Duration::from_millis(ms)).await;
            drop(pass);
            if good { Ok(item) } else { Err(item) }
        }
    };
    S::map_limited(items.collect(), limit, job).await
}
