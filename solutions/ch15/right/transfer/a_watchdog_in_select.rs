//! Style: one pinned timer, which is set again before each chunk, and `select!` over chunk and timer.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::http::{Body, Checksum, Failure, Sink};

pub async fn transfer<B: Body, S: Sink>(
    body: &mut B,
    sink: &mut S,
    digest: &mut Checksum,
    from: u64,
    total: Option<u64>,
    stall: Duration,
    mut progress: impl FnMut(u64),
) -> Result<u64, Failure> {
    let silence = sleep(stall);
    tokio::pin!(silence);
    let mut written = 0u64;
    let result = loop {
        silence.as_mut().reset(Instant::now() + stall);
        let chunk = tokio::select! {
            chunk = body.chunk() => chunk,
            () = &mut silence => Err(Failure::Stalled),
        };
        let chunk = match chunk {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break Ok(()),
            Err(failure) => break Err(failure),
        };
        if chunk.is_empty() {
            continue;
        }
        let length = chunk.len() as u64;
        if total.is_some_and(|total| from + written + length > total) {
            break Err(Failure::TooLong {
                expected: total.unwrap_or_default(),
            });
        }
        // Nothing to save if the disk fails.
        sink.write(&chunk).await?;
        written += length;
        digest.update(&chunk);
        progress(length);
    };
    let flushed = sink.flush().await;
    result.and(flushed)?;
    let got = from + written;
    match total {
        Some(expected) if expected > got => Err(Failure::TooShort { got, expected }),
        _ => Ok(got),
    }
}
