//! # One body, to the last byte
//!
//! ```
//! let (file, digest) = (&mut file, &mut digest);
//! let size = transfer(&mut body, file, digest, 0, Some(1_000), stall, |bytes| bar.add(bytes)).await?;
//! // 1,000 bytes are in the file, and `digest` has seen each of them once.
//! ```
//!
//! A program that collects a body and then writes it needs as much memory as the largest file. A connection that
//! breaks can look like the end of the body, and the file is short without an error. A server that stops sending
//! without closing holds the download up forever; and a time limit for the whole file ends each large one.
//!
//! Write `transfer`. Requirements:
//!
//! 1. Each chunk is written to the sink, in order. The next chunk is asked for when the sink has taken the last one,
//!    so that one chunk at a time is in memory. An empty chunk is not the end.
//! 2. A chunk counts when the sink has taken it: then `digest` is updated with it, and `progress` is told its number
//!    of bytes. This also holds at each await at which the future may be dropped.
//! 3. At the end of the body it returns the size of the file: `from` and all that was written.
//! 4. If the file ends before `total`, it returns `TooShort`. If there is more than `total`, it returns `TooLong`,
//!    and writes nothing that lies beyond.
//! 5. It returns `Stalled` if the body gives no chunk for `stall`, counted from when the chunk was asked for. The
//!    time that the sink takes does not count, and the transfer as a whole has no time limit.
//! 6. A failure of the body or of the sink is returned as it is, and ends the transfer. What the sink has taken is
//!    flushed before `transfer` returns, with a size or with a failure of the body; a failure of that flush counts
//!    if there is no other.
//!
//! Left open: whether the part of a chunk up to `total` is written before `TooLong`, whether an empty chunk is
//! written or reported, or is a sign of life, and a `from` beyond `total`.

use std::time::Duration;

use crate::http::{Body, Checksum, Failure, Sink};

/// Moves `body` into `sink`, and returns the size of the file in bytes. `from` bytes of the file are in the sink and
/// in `digest` already; `total` is the size of the whole file, if it is known. `stall` is how long to wait for a
/// chunk, and `progress` is told how many bytes each chunk had.
///
/// # Errors
///
/// [`Failure::Stalled`], [`Failure::TooShort`], [`Failure::TooLong`], and all that `body` and `sink` return.
pub async fn transfer<B: Body, S: Sink>(
    body: &mut B,
    sink: &mut S,
    digest: &mut Checksum,
    from: u64,
    total: Option<u64>,
    stall: Duration,
    progress: impl FnMut(u64),
) -> Result<u64, Failure> {
    // So that the stub compiles without a warning: delete this line.
    let _ = (body, sink, digest, progress);
    todo!("write the bytes from {from} to {total:?}, and wait at most {stall:?} for each chunk")
}
