//! Style: each job waits for a channel, and the test decides which one ends next.

use std::sync::{Arc, Mutex};

use tokio::sync::oneshot;
use tokio::task::yield_now;

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

type Doors = Arc<Mutex<Vec<Option<oneshot::Sender<Result<u32, u32>>>>>>;

/// Panics unless `S` does what [`MapLimited`] says.
pub async fn test<S: MapLimited>() {
    let doors = Doors::default();
    let mut running = start::<S>(&doors, 6, 3);
    settle().await;
    for (ends, started) in [(1, 4), (2, 5), (3, 6), (5, 6), (0, 6)] {
        open(&doors, ends, Ok(ends as u32 + 100));
        settle().await;
        assert_eq!(doors.lock().unwrap().len(), started);
    }
    assert!(!running.is_finished());
    open(&doors, 4, Ok(104));
    assert_eq!((&mut running).await.unwrap(), Ok((100..106).collect()));

    let doors = Doors::default();
    let running = start::<S>(&doors, 6, 3);
    settle().await;
    assert_eq!(doors.lock().unwrap().len(), 3);
    open(&doors, 2, Err(9));
    settle().await;
    assert!(running.is_finished());
    assert_eq!(running.await.unwrap(), Err(9));
    assert_eq!(doors.lock().unwrap().len(), 3);
    assert_eq!(waiting(&doors), 0);

    let doors = Doors::default();
    let running = start::<S>(&doors, 2, 2);
    settle().await;
    assert_eq!(waiting(&doors), 2);
    running.abort();
    settle().await;
    assert_eq!(waiting(&doors), 0);
}

fn start<S: MapLimited>(
    doors: &Doors,
    items: u32,
    limit: usize,
) -> tokio::task::JoinHandle<Result<Vec<u32>, u32>> {
    let doors = Arc::clone(doors);
    let job = move |item| {
        let (door, opened) = oneshot::channel();
        let mut doors = doors.lock().unwrap();
        assert_eq!(doors.len(), item as usize);
        doors.push(Some(door));
        async { opened.await.unwrap() }
    };
    tokio::spawn(S::map_limited((0..items).collect(), limit, job))
}

fn open(doors: &Doors, number: usize, result: Result<u32, u32>) {
    let door = doors.lock().unwrap()[number].take();
    door.unwrap().send(result).expect("the job waits");
}

/// How many jobs wait for a door.
fn waiting(doors: &Doors) -> usize {
    let doors = doors.lock().unwrap();
    doors
        .iter()
        .flatten()
        .filter(|door| !door.is_closed())
        .count()
}

/// Lets all tasks run until each of them waits.
async fn settle() {
    for _ in 0..100 {
        yield_now().await;
    }
}
