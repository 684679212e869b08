//! Style: a type that implements Future and holds the read in progress.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::vec::IntoIter;

use tokio::task::{JoinHandle, spawn_blocking};

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// A file was not read: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result for each file.
pub fn scan(
    files: Vec<String>,
    read: Read,
) -> impl Future<Output = Vec<Result<usize, ReadFailed>>> {
    Scan {
        files: files.into_iter(),
        read,
        under_way: None,
        results: Vec::new(),
    }
}

struct Scan {
    files: IntoIter<String>,
    read: Read,
    under_way: Option<JoinHandle<usize>>,
    results: Vec<Result<usize, ReadFailed>>,
}

impl Future for Scan {
    type Output = Vec<Result<usize, ReadFailed>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            if let Some(reading) = &mut self.under_way {
                let result = ready!(Pin::new(reading).poll(cx));
                self.results.push(result.map_err(|_| ReadFailed));
                self.under_way = None;
            }
            let Some(file) = self.files.next() else {
                return Poll::Ready(std::mem::take(&mut self.results));
            };
            let read = Arc::clone(&self.read);
            self.under_way = Some(spawn_blocking(move || read(&file)));
        }
    }
}
