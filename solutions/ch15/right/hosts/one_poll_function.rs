//! Style: one poll function, which takes as many jobs as may wait and polls each running future itself.

use std::collections::VecDeque;
use std::task::Poll;

use futures::stream::{self, Stream};

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
    let mut jobs = Some(jobs.into_iter());
    let mut taken = 0;
    let mut waiting: VecDeque<(usize, String, J)> = VecDeque::new();
    let mut running = Vec::new();
    let mut ended = VecDeque::new();
    stream::poll_fn(move |cx| {
        loop {
            while waiting.len() < limits.ahead
                && let Some(source) = &mut jobs
            {
                match source.next() {
                    Some(job) => {
                        waiting.push_back((taken, host(&job), job));
                        taken += 1;
                    }
                    None => jobs = None,
                }
            }
            let place = waiting.iter().position(|(_, host, _)| {
                let of_host = running.iter().filter(|(_, busy, _)| busy == host);
                running.len() < limits.in_all && of_host.count() < limits.per_host
            });
            if let Some((nth, host, job)) = place.and_then(|place| waiting.remove(place)) {
                running.push((nth, host, Box::pin(one(job))));
                continue;
            }
            let before = running.len();
            running.retain_mut(|(nth, _, future)| match future.as_mut().poll(cx) {
                Poll::Ready(output) => {
                    ended.push_back((*nth, output));
                    false
                }
                Poll::Pending => true,
            });
            if running.len() == before {
                break;
            }
        }
        match ended.pop_front() {
            Some(item) => Poll::Ready(Some(item)),
            None if running.is_empty() => Poll::Ready(None),
            None => Poll::Pending,
        }
    })
}
