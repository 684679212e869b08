//! Style: at most `most` loops on the blocking threads, which share the items and a flag that stops them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::task::spawn_blocking;

use crate::panicked::Panicked;

/// What `work` returns for each of `items`, in their order. Runs `work` on the blocking threads, for at most `most`
/// items at a time.
///
/// # Errors
/// `Panicked` for each item whose `work` panicked.
///
/// # Panics
/// Outside a runtime of tokio.
pub async fn offload<T, R>(
    items: Vec<T>,
    most: usize,
    work: impl Fn(T) -> R + Send + Sync + 'static,
) -> Vec<Result<R, Panicked>>
where
    T: Send + 'static,
    R: Send + 'static,
{
    let count = items.len();
    let results: Vec<_> = items.iter().map(|_| None).collect();
    let shared = Arc::new((
        Mutex::new(items.into_iter().enumerate()),
        Mutex::new(results),
    ));
    let stop = StopOnDrop::default();
    let work = Arc::new(work);
    let mut loops = Vec::new();
    for _ in 0..most.min(count) {
        let (shared, work, stopped) = (Arc::clone(&shared), Arc::clone(&work), Arc::clone(&stop.0));
        loops.push(spawn_blocking(move || {
            let (waiting, results) = &*shared;
            while !stopped.load(Ordering::SeqCst) {
                let Some((place, item)) = waiting.lock().unwrap().next() else {
                    break;
                };
                let result = catch_unwind(AssertUnwindSafe(|| work(item)));
                results.lock().unwrap()[place] = Some(result.map_err(Panicked::from));
            }
        }));
    }
    for each in loops {
        each.await.expect("its panics are caught");
    }
    let results = std::mem::take(&mut *shared.1.lock().unwrap());
    results.into_iter().flatten().collect()
}

#[derive(Default)]
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
