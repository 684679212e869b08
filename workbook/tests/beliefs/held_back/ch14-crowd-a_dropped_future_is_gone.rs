// entry: a_dropped_future_is_gone
use std::fmt::Write;
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
    let (text, result) = timeline::<S>(&[40, 10, 20, 9, 5], 2, 1_000).await;
    assert_eq!(text, "0+0 0+1 10-1 10+2 30-2 30+3 39-3 39+4 40-0 44-4 ");
    assert_eq!(result, Some(Ok(vec![40, 10, 20, 9, 5])));

    // A job of 13 ms fails.
    let (text, result) = timeline::<S>(&[40, 13, 20], 2, 1_000).await;
    assert_eq!(text, "0+0 0+1 13-1 13-0 ");
    assert_eq!(result, Some(Err(13)));
}

struct Line(Arc<Mutex<String>>, Instant, usize);

impl Line {
    fn write(&self, sign: char) {
        let ms = self.1.elapsed().as_millis();
        write!(self.0.lock().unwrap(), "{ms}{sign}{} ", self.2).unwrap();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.write('-');
    }
}

async fn timeline<S: MapLimited>(
    items: &[u32],
    limit: usize,
    patience: u64,
) -> (String, Option<Result<Vec<u32>, u32>>) {
    let (text, start) = (Arc::<Mutex<String>>::default(), Instant::now());
    let (all, lines) = (items.to_vec(), text.clone());
    let job = move |item| {
        let at = all.iter().position(|other| *other == item).unwrap();
        let line = Line(lines.clone(), start, at);
        line.write('+');
        async move {
            sleep(Duration::from_millis(item.into())).await;
            drop(line);
            if item == 13 { Err(item) } else { Ok(item) }
        }
    };
    let running = S::map_limited(items.to_vec(), limit, job);
    let result = timeout(Duration::from_millis(patience), running).await.ok();
    // Not a millisecond later: the drops belong to this moment.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let text = text.lock().unwrap().clone();
    (text, result)
}
