//! Style: so many async loops take batches from a shared list; a job is a recursion over its files.

use std::io::{self, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::join_all;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use crate::files::{Digest, Files};

type Sums = Vec<(String, io::Result<u64>)>;

/// The digests of the files at `paths`, in that order, each with its path.
pub async fn hash_all<F: Files>(
    files: Arc<F>,
    paths: Vec<String>,
    batch: usize,
    most: usize,
) -> Vec<(String, io::Result<u64>)> {
    let (wanted, _) = watch::channel(());
    let batches = paths.chunks(batch).map(<[String]>::to_vec).enumerate();
    let ended = Mutex::new(Vec::new());
    let most = most.min(batches.len());
    let batches = Mutex::new(batches);
    let next = || {
        batches
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next()
    };
    let loops = (0..most).map(|_| async {
        while let Some((place, batch)) = next() {
            let (files, is_wanted) = (Arc::clone(&files), wanted.subscribe());
            let job = spawn_blocking(move || {
                let mut sums = Sums::new();
                let mut batch = batch.into_iter();
                while is_wanted.has_changed().is_ok()
                    && let Some(path) = batch.next()
                {
                    let hash = AssertUnwindSafe(|| hash(&*files, &path));
                    let sum = catch_unwind(hash).unwrap_or_else(|_| Err(io::Error::other("panic")));
                    sums.push((path, sum));
                }
                sums
            });
            let sums = job.await.expect("a job catches panics");
            ended
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((place, sums));
        }
    });
    join_all(loops).await;
    let mut ended = ended.into_inner().unwrap_or_else(PoisonError::into_inner);
    ended.sort_by_key(|(place, _)| *place);
    ended.into_iter().flat_map(|(_, sums)| sums).collect()
}

fn hash(files: &impl Files, path: &str) -> io::Result<u64> {
    let mut file = files.open(path)?;
    let mut buffer = vec![0; 65_536].into_boxed_slice();
    let mut digest = Digest::default();
    loop {
        match file.read(&mut buffer).map(|read| &buffer[..read]) {
            Ok([]) => break Ok(digest.finish()),
            Ok(bytes) => digest.update(bytes),
            Err(error) if error.kind() == ErrorKind::Interrupted => (),
            Err(error) => break Err(error),
        }
    }
}
