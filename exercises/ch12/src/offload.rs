//! # Work for the blocking threads
//!
//! ```
//! let paths = vec!["a.iso", "b.iso", "c.iso"];
//! let sums = offload(paths, 2, |path| checksum(path)).await; // two files at a time
//! assert_eq!(sums[2], Ok(0x3af1));
//! ```
//!
//! A call that reads a file or computes for long blocks the thread that it runs on. `spawn_blocking` moves it to
//! another thread, but takes as many calls as it is given: a thousand files become hundreds of threads, and a long
//! queue in which the calls of other tasks wait. A call that has begun cannot be stopped, and one that is queued runs
//! even though its result is no longer wanted.
//!
//! Write `offload`. Requirements:
//!
//! 1. The results come in the order of the items. `work` is called once for each item.
//! 2. `work` runs on the blocking threads of the runtime that polls `offload`, and other tasks run in the meantime.
//! 3. At most `most` items are at work at the same time, from 1 to `usize::MAX`. While `offload` is awaited, it is as
//!    many as this permits: whichever item ends, the next one begins.
//! 4. An item that waits until it may begin occupies no blocking thread, and no place in their queue.
//! 5. If `work` panics, the result of this item is `Panicked`. The other items are not affected.
//! 6. Before the first poll, no item begins. After the future has been dropped, no other item begins. Those at work
//!    run to their end, and the drop does not wait for them.
//!
//! Left open: a `most` of 0, and when the items that do not begin are dropped.
//! `Panicked` is in `panicked.rs`. `Panicked::from` makes it of what `catch_unwind` and `JoinError::into_panic` return.

use crate::panicked::Panicked;

/// What `work` returns for each of `items`, in their order. Runs `work` on the blocking threads, for at most `most`
/// items at a time.
///
/// # Errors
/// `Panicked` for each item whose `work` panicked.
///
/// # Panics
/// Outside a runtime of tokio.
pub async fn offload<T, R>(
    items: Vec<T>,
    most: usize,
    work: impl Fn(T) -> R + Send + Sync + 'static,
) -> Vec<Result<R, Panicked>>
where
    T: Send + 'static,
    R: Send + 'static,
{
    let _ = &work;
    todo!(
        "call `work` for {} items on blocking threads, {most} at a time",
        items.len()
    )
}
