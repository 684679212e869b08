//! Style: the jobs in progress are the clones of an `Arc`; the test samples their number.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use tokio::time::{Instant, sleep};

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

static CALLS: AtomicUsize = AtomicUsize::new(0);

fn job(
    token: &Arc<()>,
    ms: u64,
    item: u32,
    fails: bool,
) -> impl Future<Output = Result<u32, u32>> + use<> {
    CALLS.fetch_add(1, SeqCst);
    let token = Arc::clone(token);
    async move {
        sleep(Duration::from_millis(ms)).await;
        drop(token);
        if fails { Err(item) } else { Ok(item) }
    }
}

/// Panics unless `S` does what [`MapLimited`] says.
pub async fn test<S: MapLimited>() {
    let token = Arc::new(());
    let tokens = Arc::downgrade(&token);
    CALLS.store(0, SeqCst);
    let start = Instant::now();
    let items = vec![9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
    let running = tokio::spawn(S::map_limited(items.clone(), 4, move |item| {
        let ms = if item == 9 { 100 } else { 20 };
        job(&token, ms, item, false)
    }));
    // Nine jobs of 20 ms in three places take until 60 ms, beside the one of 100 ms.
    for _ in 0..3 {
        sleep(Duration::from_millis(19)).await;
        // The function that makes the jobs holds a token, too.
        assert_eq!(tokens.strong_count(), 4 + 1);
        sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(running.await.unwrap(), Ok(items));
    assert_eq!(CALLS.load(SeqCst), 10);
    assert_eq!(start.elapsed().as_millis(), 100);

    for fails in [true, false] {
        let token = Arc::new(());
        let tokens = Arc::downgrade(&token);
        CALLS.store(0, SeqCst);
        let running = tokio::spawn(S::map_limited(vec![2, 1, 3], 2, move |item| {
            job(&token, 100 * u64::from(item), item, fails)
        }));
        sleep(Duration::from_millis(50)).await;
        assert_eq!(tokens.strong_count(), 2 + 1);
        if fails {
            sleep(Duration::from_millis(55)).await;
            assert!(running.is_finished());
            assert_eq!(running.await.unwrap(), Err(1));
        } else {
            running.abort();
            sleep(Duration::from_millis(5)).await;
        }
        assert_eq!((tokens.strong_count(), CALLS.load(SeqCst)), (0, 2));
    }
}
