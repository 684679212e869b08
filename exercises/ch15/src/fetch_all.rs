//! # The whole downloader
//!
//! ```
//! let (first, second) = (ctrl_c_pressed(1), ctrl_c_pressed(2)); // two futures
//! let report = fetch_all(urls, 8, |url, stop| download(url, stop), first, second).await;
//! for (entry, url) in report.iter().zip(names) { print(url, entry); }
//! ```
//!
//! A mirror runs for hours, and then Ctrl-C is pressed. If the program exits at once, files are cut in the middle of a
//! write. If it waits for all downloads, it does not stop for an hour. So the first Ctrl-C asks: nothing new begins,
//! and a running download may flush what it has and leave. The second one cuts: what still runs is dropped. In all
//! cases the report says of each file what became of it, and a bug in one download ends that download alone.
//!
//! Write `fetch_all` and `Stop`. A job begins when `one` is called for it, and ends when its future completes, panics
//! or is dropped. Requirements:
//!
//! 1. Jobs begin in their order, each as soon as fewer than `most` run. Never more than `most` run at the same time.
//! 2. The report has an entry for each job, in the order of `jobs`. A panic of a job's future ends that job alone, and
//!    its message is in the entry. `fetch_all` returns when the last job has ended, without waiting for `ask` or `cut`.
//! 3. When `ask` has completed, no other job begins, and the running ones go on until they end. If it completes at its
//!    first poll, no job begins at all. `ask` and `cut` are not polled again after they have completed.
//! 4. Before that, `is_asked` of each job's `Stop` is false and `asked` waits; from then on `is_asked` is true and
//!    `asked` returns, however many futures and clones wait for it, and also if it is called later.
//! 5. When `cut` has completed, with or without `ask`, no other job begins, the running ones are dropped, and
//!    `fetch_all` returns without waiting for them to end. Jobs that had ended before keep their entries.
//! 6. Nothing runs on after `fetch_all` has returned: all futures of jobs have been dropped. If the future of
//!    `fetch_all` is dropped, they are dropped too, at the latest when the runtime next comes to them.
//!
//! Left open: a `most` of 0 or above a million, a panic of `one` itself, which comes first if several things happen at
//! the same moment, whether a job is a task of its own, and what a `Stop` does after `fetch_all` has returned. You may
//! change the private fields of `Stop`.

/// What became of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry<T> {
    /// Its future returned this, before or after the job was asked to stop.
    Finished(T),
    /// Its future panicked with this message, a `&str` or a `String`; empty if it is neither.
    Panicked(String),
    /// It was dropped while it ran.
    Cut,
    /// `one` was not called for it.
    NotStarted,
}

/// With this a job sees that it is asked to stop. Clones see the same.
#[derive(Clone)]
pub struct Stop {
    // Your choice.
}

impl Stop {
    /// Whether the job is asked to stop.
    pub fn is_asked(&self) -> bool {
        todo!("say whether `ask` has completed")
    }

    /// Waits until the job is asked to stop.
    pub async fn asked(&self) {
        todo!("wait until `ask` has completed")
    }
}

/// Runs `one` for each of `jobs`, at most `most` at the same time, until all have ended or `cut` completes. After `ask`
/// has completed no job begins.
pub async fn fetch_all<J, T, F>(
    jobs: Vec<J>,
    most: usize,
    one: impl FnMut(J, Stop) -> F,
    ask: impl Future<Output = ()>,
    cut: impl Future<Output = ()>,
) -> Vec<Entry<T>>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    // So that the stub compiles without a warning: delete this line.
    let _ = (one, ask, cut);
    todo!("run {} jobs, {most} at a time", jobs.len())
}
