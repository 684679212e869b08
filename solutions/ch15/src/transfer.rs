//! One body, to the last byte: a loop of one chunk each, with its time limit around the chunk alone.

use std::time::Duration;

use tokio::time::timeout;

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
    let copied = copy(body, sink, digest, from, total, stall, progress).await;
    // Also after a failure: what has arrived is what the next try resumes from.
    let flushed = sink.flush().await;
    let size = copied?;
    flushed?;
    Ok(size)
}

async fn copy<B: Body, S: Sink>(
    body: &mut B,
    sink: &mut S,
    digest: &mut Checksum,
    from: u64,
    total: Option<u64>,
    stall: Duration,
    mut progress: impl FnMut(u64),
) -> Result<u64, Failure> {
    let mut size = from;
    while let Some(chunk) = next(body, stall).await? {
        let bytes = chunk.len() as u64;
        if let Some(expected) = total.filter(|total| size + bytes > *total) {
            return Err(Failure::TooLong { expected });
        }
        sink.write(&chunk).await?;
        // After the write: if this future is dropped during it, the chunk does not count.
        digest.update(&chunk);
        progress(bytes);
        size += bytes;
    }
    match total {
        Some(expected) if size < expected => Err(Failure::TooShort {
            got: size,
            expected,
        }),
        _ => Ok(size),
    }
}

async fn next<B: Body>(body: &mut B, stall: Duration) -> Result<Option<Vec<u8>>, Failure> {
    timeout(stall, body.chunk())
        .await
        .map_err(|_| Failure::Stalled)?
}
