//! # A parallel file hasher
//!
//! ```
//! let sums = hash_all(disk, paths, 64, 4).await;
//! for (path, sum) in sums { println!("{path}: {sum:?}"); }
//! // 64 files a blocking job, and 4 jobs at once.
//! ```
//!
//! A backup tool needs a sum of each of 100,000 files. If the runtime's thread reads them, no other task runs
//! meanwhile. If each call goes to a blocking thread by itself, handing it over and waking the task take longer
//! than most of the reads. And if all files are handed over at once, they take all threads of the pool, and the
//! process runs out of open files.
//!
//! Write `hash_all`; `Files` and `Digest` are given in `files.rs`. Requirements:
//!
//! 1. The result has one entry for each path, in the order of `paths`: the path and the digest of the file's bytes.
//!    A path that occurs twice is read twice.
//! 2. `open`, `read` and the drop of a reader block. They run in jobs of `spawn_blocking`, and other tasks of the
//!    runtime's thread run meanwhile.
//! 3. A job reads one batch: `batch` neighbouring paths, fewer only at the end of the list. It has one file
//!    open at a time, and gives `read` a buffer of at most 64 KiB.
//! 4. At most `most` jobs are handed over to `spawn_blocking` and have not ended, and so many as long as there are
//!    batches. When a job ends, the next batch is handed over, even if an earlier batch is still being read.
//! 5. A `read` that fails with `ErrorKind::Interrupted` is repeated. Any other error, and a panic in `open` or
//!    `read`, is the result of that file alone: the other files of its batch are read.
//! 6. If the future is dropped, no further file is opened, in a running job either. The files that are open may be
//!    read to their ends.
//!
//! Left open: which error a panic becomes, what a `batch` or `most` of 0 does, and how long a job may take.

use std::io;
use std::sync::Arc;

use crate::files::Files;

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
    // So that the stub compiles without a warning: delete this line.
    let _ = files;
    todo!(
        "hash {} files: {batch} in a blocking job, and at most {most} jobs at once",
        paths.len()
    )
}
