//! Style: a semaphore for each host, whose permit is taken before the future is made; `unfold` makes the stream.

use std::collections::HashMap;
use std::sync::Arc;

use futures::stream::{self, FuturesUnordered, Stream, StreamExt};
use tokio::sync::Semaphore;

/// How many jobs may run, and how many may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Jobs that run at the same time.
    pub in_all: usize,
    /// Jobs of the same host that run at the same time.
    pub per_host: usize,
    /// Jobs that have been taken and wait.
    pub ahead: usize,
}

/// Calls `one` for each of `jobs` within `limits`, and gives the index of each job with its output. `host` says which
/// host a job needs.
pub fn run_all<J, F>(
    jobs: impl IntoIterator<Item = J>,
    limits: Limits,
    host: impl Fn(&J) -> String,
    mut one: impl FnMut(J) -> F,
) -> impl Stream<Item = (usize, F::Output)>
where
    F: Future,
{
    let mut jobs = jobs.into_iter().enumerate().fuse();
    let mut waiting = Vec::new();
    let mut permits: HashMap<String, Arc<Semaphore>> = HashMap::new();
    let mut begin = move |running: &mut FuturesUnordered<_>| {
        let mut at = 0;
        while running.len() < limits.in_all {
            if at == waiting.len() {
                if at == limits.ahead {
                    return;
                }
                let Some((nth, job)) = jobs.next() else {
                    return;
                };
                let permits = permits.entry(host(&job));
                let permits = permits.or_insert_with(|| Arc::new(Semaphore::new(limits.per_host)));
                waiting.push((nth, job, Arc::clone(permits)));
            }
            let Ok(permit) = Arc::clone(&waiting[at].2).try_acquire_owned() else {
                at += 1;
                continue;
            };
            let (nth, job, _) = waiting.remove(at);
            let future = one(job);
            running.push(async move {
                let output = future.await;
                drop(permit);
                (nth, output)
            });
        }
    };
    stream::unfold(FuturesUnordered::new(), move |mut running| {
        begin(&mut running);
        async move { running.next().await.map(|item| (item, running)) }
    })
}
