//! Style: a JoinSet that is refilled, and a flag that is set when the future is dropped.

use std::io::{self, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::JoinSet;

use crate::files::{Digest, Files};

struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The digests of the files at `paths`, in that order, each with its path.
pub async fn hash_all<F: Files>(
    files: Arc<F>,
    paths: Vec<String>,
    batch: usize,
    most: usize,
) -> Vec<(String, io::Result<u64>)> {
    let stop = Stop(Arc::default());
    let mut results: Vec<Option<io::Result<u64>>> = paths.iter().map(|_| None).collect();
    let mut left = paths.chunks(batch).zip((0..).step_by(batch));
    let mut jobs = JoinSet::new();
    loop {
        while jobs.len() < most
            && let Some((batch, from)) = left.next()
        {
            let (files, batch) = (Arc::clone(&files), batch.to_vec());
            let stopped = Arc::clone(&stop.0);
            jobs.spawn_blocking(move || {
                let mut sums = Vec::new();
                for path in batch {
                    if stopped.load(Ordering::Relaxed) {
                        break;
                    }
                    let sum = catch_unwind(AssertUnwindSafe(|| hash(&*files, &path)));
                    sums.push(sum.unwrap_or(Err(ErrorKind::Other.into())));
                }
                (from, sums)
            });
        }
        let Some(ended) = jobs.join_next().await else {
            break;
        };
        let (from, sums) = ended.expect("it does not panic, and is not aborted");
        for (place, sum) in (from..).zip(sums) {
            results[place] = Some(sum);
        }
    }
    let results = results
        .into_iter()
        .map(|sum| sum.expect("all jobs have ended"));
    paths.into_iter().zip(results).collect()
}

fn hash(files: &impl Files, path: &str) -> io::Result<u64> {
    let mut digest = Digest::new();
    let mut file = files.open(path)?;
    let mut buffer = [0; 4096];
    loop {
        let read = match file.read(&mut buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            return Ok(digest.finish());
        }
        digest.update(&buffer[..read]);
    }
}
