//! Style: a stream of handles, `buffer_unordered`; each handle aborts its task when it is dropped.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::{FutureExt, StreamExt, stream};
use tokio::task::{JoinError, JoinHandle};

/// How the jobs ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Jobs that returned.
    pub finished: usize,
    /// Jobs that panicked.
    pub panicked: usize,
}

/// Runs all `jobs`, at most `limit` of them at the same time.
pub async fn run_limited<F>(limit: usize, jobs: impl IntoIterator<Item = F>) -> Ended
where
    F: Future<Output = ()> + Send + 'static,
{
    stream::iter(jobs)
        .map(|job| AbortOnDrop(tokio::spawn(job)))
        .buffer_unordered(limit)
        .fold(Ended::default(), |mut ended, result| async move {
            match result {
                Ok(()) => ended.finished += 1,
                Err(_) => ended.panicked += 1,
            }
            ended
        })
        .await
}

struct AbortOnDrop(JoinHandle<()>);

impl Future for AbortOnDrop {
    type Output = Result<(), JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.poll_unpin(cx)
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
