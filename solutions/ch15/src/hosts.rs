//! One queue of jobs that wait, one count for each host, and a set of the futures that run.

use std::collections::{HashMap, VecDeque};

use async_stream::stream;
use futures::stream::{FuturesUnordered, Stream, StreamExt};

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
    stream! {
        let mut jobs = jobs.into_iter().enumerate().fuse();
        let mut aside: VecDeque<(usize, String, J)> = VecDeque::new();
        let mut running = FuturesUnordered::new();
        let mut busy: HashMap<String, usize> = HashMap::new();
        loop {
            while running.len() < limits.in_all {
                let full = |host: &String| busy.get(host).is_some_and(|&busy| busy >= limits.per_host);
                // The jobs that wait come before those that have not been taken.
                let next = match aside.iter().position(|(_, host, _)| !full(host)) {
                    Some(at) => aside.remove(at),
                    None if aside.len() < limits.ahead => {
                        jobs.next().map(|(nth, job)| (nth, host(&job), job))
                    }
                    None => None,
                };
                let Some((nth, host, job)) = next else {
                    break;
                };
                if full(&host) {
                    aside.push_back((nth, host, job));
                    continue;
                }
                *busy.entry(host.clone()).or_default() += 1;
                let future = one(job);
                running.push(async move { (nth, host, future.await) });
            }
            let Some((nth, host, output)) = running.next().await else {
                break;
            };
            if let Some(count) = busy.get_mut(&host) {
                *count -= 1;
            }
            yield (nth, output);
        }
    }
}
