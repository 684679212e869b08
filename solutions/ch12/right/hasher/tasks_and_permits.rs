//! Style: a task for each batch, which waits for a permit before it hands its job over.

use std::io::{self, BufRead, BufReader, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::{Semaphore, oneshot};
use tokio::task::{JoinSet, spawn_blocking};

use crate::files::{Digest, Files};

/// The digests of the files at `paths`, in that order, each with its path.
pub async fn hash_all<F: Files>(
    files: Arc<F>,
    paths: Vec<String>,
    batch: usize,
    most: usize,
) -> Vec<(String, io::Result<u64>)> {
    let permits = Arc::new(Semaphore::new(most));
    // Dropping the set aborts the tasks, and with each task the sender that its job looks at.
    let mut tasks = JoinSet::new();
    for (at, batch) in paths.chunks(batch).enumerate() {
        let (files, batch, permits) = (Arc::clone(&files), batch.to_vec(), Arc::clone(&permits));
        tasks.spawn(async move {
            let permit = permits.acquire_owned().await.expect("it is never closed");
            let (_wanted, mut gone) = oneshot::channel::<()>();
            let job = spawn_blocking(move || {
                let _permit = permit;
                let mut sums = Vec::with_capacity(batch.len());
                for path in batch {
                    if gone.try_recv() == Err(oneshot::error::TryRecvError::Closed) {
                        return Vec::new();
                    }
                    let sum = match catch_unwind(AssertUnwindSafe(|| hash(&*files, &path))) {
                        Ok(sum) => sum,
                        Err(_) => Err(io::Error::other(format!("reading {path} panicked"))),
                    };
                    sums.push((path, sum));
                }
                sums
            });
            (at, job.await.expect("a job catches panics"))
        });
    }
    let mut batches = tasks.join_all().await;
    batches.sort_unstable_by_key(|(at, _)| *at);
    batches.into_iter().flat_map(|(_, sums)| sums).collect()
}

fn hash(files: &impl Files, path: &str) -> io::Result<u64> {
    let mut file = BufReader::new(files.open(path)?);
    let mut digest = Digest::new();
    loop {
        let read = match file.fill_buf() {
            Ok(bytes) => {
                digest.update(bytes);
                bytes.len()
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if read == 0 {
            return Ok(digest.finish());
        }
        file.consume(read);
    }
}
