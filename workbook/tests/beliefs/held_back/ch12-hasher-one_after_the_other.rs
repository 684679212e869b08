// entry: one_after_the_other
use std::io::{self, ErrorKind};
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::spawn_blocking;

use crate::files::{Digest, Files};

type Sums = Vec<(String, io::Result<u64>)>;

pub async fn hash_all<F: Files>(
    files: Arc<F>,
    paths: Vec<String>,
    batch: usize,
    most: usize,
) -> Vec<(String, io::Result<u64>)> {
    let given_up = GivenUp(Arc::new(AtomicBool::new(false)));
    let _ = most;
    let mut all: Sums = Vec::new();
    for batch in paths.chunks(batch).map(<[String]>::to_vec) {
        {
            let (files, given_up) = (Arc::clone(&files), Arc::clone(&given_up.0));
            let job = spawn_blocking(move || {
                let mut sums = Vec::new();
                for path in batch {
                    if given_up.load(Ordering::SeqCst) {
                        break;
                    }
                    let sum = catch_unwind(AssertUnwindSafe(|| sum_of(&*files, &path)));
                    sums.push((path, sum.unwrap_or_else(|_| Err(io::Error::other("it panicked")))));
                }
                sums
            });
            all.extend(job.await.expect("panics are caught"));
        }
    }
    all
}

fn sum_of(files: &impl Files, path: &str) -> io::Result<u64> {
    let mut reader = files.open(path)?;
    let mut digest = Digest::new();
    let mut buffer = vec![0; 32 * 1024];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(digest.finish()),
            Ok(length) => digest.update(&buffer[..length]),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
    }
}

struct GivenUp(Arc<AtomicBool>);

impl Drop for GivenUp {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
