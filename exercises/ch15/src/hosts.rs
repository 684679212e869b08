//! # Limits per host and in all
//!
//! ```
//! let limits = Limits { in_all: 16, per_host: 2, ahead: 100 };
//! let mut done = pin!(run_all(urls, limits, host_of, |url| download(url)));
//! while let Some((nth, outcome)) = done.next().await { report(nth, outcome); }
//! ```
//!
//! A list of files names a few hosts, and one of them is slow. With a limit in all and nothing else, the slow host
//! soon has all places, and it gets more connections than it permits. A semaphore for each host does not help: a
//! download that waits for its host still holds one of the places, and the other hosts wait with it. The list may be
//! longer than the memory, so a job is taken only when it is needed.
//!
//! Write `run_all`. A job runs from the call of `one` until the future that `one` returned has completed. A job waits
//! if it has been taken from `jobs` and `one` has not been called for it. Requirements:
//!
//! 1. The stream gives the index of each job in `jobs`, from 0, with the output of its future, as soon as the future
//!    has completed. It ends after the last one. `one` is called once for each job.
//! 2. At most `in_all` jobs run at the same time, and at most `per_host` of them have the same host. Each stream
//!    counts for itself.
//! 3. A job whose host has `per_host` running jobs waits, and takes no place from jobs of other hosts that come after
//!    it.
//! 4. When there is room, the first job in the order of `jobs` that may run begins. As long as the consumer polls, no
//!    job waits that may run.
//! 5. At most `ahead` jobs wait. If fewer than `ahead` wait, and fewer than `in_all` run, the next job is taken.
//! 6. No job is taken before the stream is polled, and `jobs` is not asked again after it has returned `None`.
//!
//! Left open: a limit of 0 or above a million, and the order of jobs that complete at the same moment.

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
    one: impl FnMut(J) -> F,
) -> impl Stream<Item = (usize, F::Output)>
where
    F: Future,
{
    // So that the stub compiles: replace it with your stream.
    stream::poll_fn(move |_| {
        let _ = (&jobs, &host, &one);
        todo!("call `one` for each of `jobs`, within {limits:?} of each `host`")
    })
}
