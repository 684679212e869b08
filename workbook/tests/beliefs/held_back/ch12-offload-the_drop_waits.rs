// entry: the_drop_waits
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex};

use tokio::task::JoinSet;

use crate::panicked::Panicked;

#[derive(Default)]
struct Running {
    count: Mutex<usize>,
    ended: Condvar,
}

/// Waits until what was begun has ended.
struct Finish(Arc<Running>);

impl Drop for Finish {
    fn drop(&mut self) {
        let mut count = self.0.count.lock().unwrap();
        while *count > 0 {
            count = self.0.ended.wait(count).unwrap();
        }
    }
}

pub async fn offload<T, R>(
    items: Vec<T>,
    most: usize,
    work: impl Fn(T) -> R + Send + Sync + 'static,
) -> Vec<Result<R, Panicked>>
where
    T: Send + 'static,
    R: Send + 'static,
{
    let work = Arc::new(work);
    let finish = Finish(Arc::default());
    let mut results: Vec<Option<Result<R, Panicked>>> = items.iter().map(|_| None).collect();
    let mut waiting = items.into_iter().enumerate();
    let mut set = JoinSet::new();
    loop {
        while set.len() < most {
            let Some((nth, item)) = waiting.next() else { break };
            let (work, running) = (Arc::clone(&work), Arc::clone(&finish.0));
            *running.count.lock().unwrap() += 1;
            set.spawn_blocking(move || {
                let result = catch_unwind(AssertUnwindSafe(|| work(item)));
                *running.count.lock().unwrap() -= 1;
                running.ended.notify_all();
                (nth, result.map_err(Panicked::from))
            });
        }
        let Some(ended) = set.join_next().await else { break };
        let (nth, result) = ended.expect("it catches panics");
        results[nth] = Some(result);
    }
    results.into_iter().flatten().collect()
}
