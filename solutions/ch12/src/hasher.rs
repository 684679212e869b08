//! A parallel file hasher: a stream of batches, so many jobs of which run at once.

use std::io::{self, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};

use futures::StreamExt;
use tokio::task::spawn_blocking;

use crate::files::{Digest, Files};

/// The digests of the files at `paths`, in that order, each with its path. One blocking job reads `batch` files,
/// and at most `most` jobs are handed over at once; both are at least 1.
///
/// # Errors
/// Those of a file are in its own entry. A panic while it was opened or read is an error too.
///
/// # Panics
/// If it is polled outside of tokio's runtime.
pub async fn hash_all<F: Files>(
    files: Arc<F>,
    paths: Vec<String>,
    batch: usize,
    most: usize,
) -> Vec<(String, io::Result<u64>)> {
    // Dropped with this future: a job cannot be aborted, so it looks whether this is alive.
    let caller = Arc::new(());
    let jobs = paths.chunks(batch).enumerate().map(|(place, batch)| {
        let (files, batch) = (Arc::clone(&files), batch.to_vec());
        let caller = Arc::downgrade(&caller);
        async move {
            let job = spawn_blocking(move || hash_batch(&*files, batch, &caller));
            let sums = job.await.expect("a job catches the panics of its files");
            (place, sums)
        }
    });
    // Not `buffered`: there, a batch that has ended keeps its place until those before it have ended.
    let jobs = futures::stream::iter(jobs).buffer_unordered(most);
    let mut batches: Vec<_> = jobs.collect().await;
    batches.sort_by_key(|(place, _)| *place);
    batches.into_iter().flat_map(|(_, sums)| sums).collect()
}

fn hash_batch(
    files: &impl Files,
    batch: Vec<String>,
    caller: &Weak<()>,
) -> Vec<(String, io::Result<u64>)> {
    let mut sums = Vec::new();
    for path in batch {
        if caller.strong_count() == 0 {
            break;
        }
        let sum = catch_unwind(AssertUnwindSafe(|| hash(files, &path)));
        let sum = sum.unwrap_or_else(|_| Err(io::Error::other("it panicked")));
        sums.push((path, sum));
    }
    sums
}

fn hash(files: &impl Files, path: &str) -> io::Result<u64> {
    let mut file = files.open(path)?;
    let mut digest = Digest::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(digest.finish()),
            Ok(read) => digest.update(&buffer[..read]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
