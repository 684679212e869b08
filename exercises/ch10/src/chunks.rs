//! # Chunks with a time-out
//!
//! ```
//! let mut chunks = pin!(chunks(posts, 100, Duration::from_millis(50)));
//! while let Some(chunk) = chunks.next().await { database.insert(chunk).await; }
//! // 100 posts each time, or fewer if no more came within 50 ms of the first one.
//! ```
//!
//! To insert 100 posts at once is much faster than to insert each of them. But a chunk that waits for its hundredth
//! post may wait all night, and its first post with it. So a chunk has a limit of time as well. A limit that begins
//! anew with each post, or that belongs to a `next` that is dropped, does not limit anything.
//!
//! Write `chunks`. Requirements:
//!
//! 1. The chunks hold all items of the source, in order. A chunk has at least one item and at most `most`, which may
//!    be any number from 1 to `usize::MAX`.
//! 2. A chunk is given as soon as it has `most` items. With fewer, it is given when `wait` has passed since its first
//!    item was taken from the source, and not earlier.
//! 3. When the source ends, the rest is given at once as a last chunk. Then the stream ends. The source is not polled
//!    again after its end.
//! 4. The source is polled only while the stream is polled, and not once a chunk is full: the next item is taken when
//!    the next chunk is asked for.
//! 5. A `next` that is dropped loses nothing: the items that it has taken are in the chunk that the following `next`
//!    gives, and the time of that chunk runs on.
//!
//! Left open: a `most` of 0, a `wait` of zero or of years, and whether a chunk whose time is up also takes what is
//! ready at that moment. The stream is polled on a runtime of tokio.

use std::time::Duration;

use futures::Stream;

/// The items of `source` in chunks of at most `most`, each given `wait` after its first item at the latest.
pub fn chunks<S: Stream>(
    source: S,
    most: usize,
    wait: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    // So that the stub compiles without a warning: delete these lines.
    drop(source);
    if most > 0 {
        todo!("give chunks of at most {most} items, each at most {wait:?} after its first item");
    }
    futures::stream::empty()
}
