//! Behaviours that CPython and tokio demand of their own time-outs, groups, tokens and readers, tried on the
//! references.
//!
//! A module for each of their subjects; each test is named after the behaviour, and says in which tests of theirs it
//! is demanded. The modules list what does not apply, and why.

mod cpython_taskgroups;
mod cpython_timeouts;
mod tokio_readers;
mod tokio_util_tokens;

use std::time::Duration;

use ch07_solution::drain::{Report, serve};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// `serve` in a task, with the sender and the token that stop it.
fn server<C: Send + 'static, Fut>(
    grace: Duration,
    handle: impl Fn(C, CancellationToken) -> Fut + Send + Sync + 'static,
) -> (mpsc::Sender<C>, CancellationToken, JoinHandle<Report>)
where
    Fut: Future<Output = ()> + Send + 'static,
{
    let (sender, mut connections) = mpsc::channel(16);
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    let task = tokio::spawn(async move { serve(&mut connections, stopped, grace, handle).await });
    (sender, stop, task)
}

fn report(finished: usize, panicked: usize, aborted: usize) -> Report {
    Report {
        finished,
        panicked,
        aborted,
    }
}
