//! Style: a queue for each host, and the host whose first job has the lowest index begins it.

use std::collections::{BTreeMap, VecDeque};

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
        let mut hosts: BTreeMap<String, Host<J>> = BTreeMap::new();
        let mut waiting = 0;
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < limits.in_all {
                let free = hosts.iter_mut().filter(|(_, host)| host.running < limits.per_host);
                let first = free.min_by_key(|(_, host)| {
                    host.queue.front().map_or(usize::MAX, |&(nth, _)| nth)
                });
                if let Some((name, host)) = first
                    && let Some((nth, job)) = host.queue.pop_front()
                {
                    waiting -= 1;
                    host.running += 1;
                    let (name, future) = (name.clone(), one(job));
                    running.push(async move { (nth, name, future.await) });
                } else if waiting < limits.ahead
                    && let Some((nth, job)) = jobs.next()
                {
                    waiting += 1;
                    hosts.entry(host(&job)).or_default().queue.push_back((nth, job));
                } else {
                    break;
                }
            }
            let Some((nth, name, output)) = running.next().await else {
                return;
            };
            hosts.entry(name).and_modify(|host| host.running -= 1);
            yield (nth, output);
        }
    }
}

struct Host<J> {
    running: usize,
    queue: VecDeque<(usize, J)>,
}

impl<J> Default for Host<J> {
    fn default() -> Self {
        let queue = VecDeque::new();
        Self { running: 0, queue }
    }
}
