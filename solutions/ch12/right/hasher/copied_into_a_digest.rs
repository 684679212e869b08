//! Style: `io::copy` into a writer, and results in slots that the jobs fill.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use futures::stream::{self, StreamExt};
use tokio::task::spawn_blocking;

use crate::files::{Digest, Files};

struct Sum(Digest);

impl Write for Sum {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The digests of the files at `paths`, in that order, each with its path.
pub async fn hash_all<F: Files>(
    files: Arc<F>,
    paths: Vec<String>,
    batch: usize,
    most: usize,
) -> Vec<(String, io::Result<u64>)> {
    type Slot = (String, OnceLock<io::Result<u64>>);
    let slots: Arc<[Slot]> = paths
        .into_iter()
        .map(|path| (path, OnceLock::new()))
        .collect();
    // The jobs look whether these slots are still held by this future.
    let weak = Arc::downgrade(&slots);
    let starts = (0..slots.len()).step_by(batch);
    stream::iter(starts)
        .for_each_concurrent(most, |start| {
            let (weak, files) = (weak.clone(), Arc::clone(&files));
            async move {
                let job = spawn_blocking(move || {
                    for at in start..start.saturating_add(batch) {
                        // Taken for each file: between two files, nothing but the caller holds the slots.
                        let Some(path) = weak
                            .upgrade()
                            .and_then(|slots| Some(slots.get(at)?.0.clone()))
                        else {
                            return;
                        };
                        let hash = || {
                            let mut sum = Sum(Digest::new());
                            io::copy(&mut files.open(&path)?, &mut sum)?;
                            Ok(sum.0.finish())
                        };
                        let sum = catch_unwind(AssertUnwindSafe(hash))
                            .unwrap_or_else(|_| Err(io::Error::other("it panicked")));
                        if let Some(slots) = weak.upgrade() {
                            let _ = slots[at].1.set(sum);
                        }
                    }
                });
                job.await.expect("a job catches panics");
            }
        })
        .await;
    drop(weak);
    let mut slots = slots;
    let slots = Arc::get_mut(&mut slots).expect("all jobs have ended");
    let sums = slots.iter_mut().map(|(path, sum)| {
        let sum = sum.take().expect("a job fills the slots of its batch");
        (std::mem::take(path), sum)
    });
    sums.collect()
}
