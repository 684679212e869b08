//! Style: a small future polls chunk and timer by hand; the end of the loop is an enum.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crate::http::{Body, Checksum, Failure, Sink};

enum End {
    Body,
    Failed(Failure),
    Beyond(u64),
}

pub async fn transfer<B: Body, S: Sink>(
    body: &mut B,
    sink: &mut S,
    digest: &mut Checksum,
    from: u64,
    total: Option<u64>,
    stall: Duration,
    mut progress: impl FnMut(u64),
) -> Result<u64, Failure> {
    let mut remaining = total.map(|total| total - from);
    let mut size = from;
    let end = loop {
        match patient(body, stall).await {
            Ok(None) => break End::Body,
            Err(failure) => break End::Failed(failure),
            Ok(Some(chunk)) => {
                let bytes = chunk.len() as u64;
                if let Some(left) = &mut remaining {
                    match left.checked_sub(bytes) {
                        Some(less) => *left = less,
                        None => break End::Beyond(size + *left),
                    }
                }
                if let Err(failure) = sink.write(&chunk).await {
                    break End::Failed(failure);
                }
                digest.update(&chunk);
                size += bytes;
                progress(bytes);
            }
        }
    };
    let flushed = sink.flush().await;
    match (end, remaining) {
        (End::Failed(failure), _) => Err(failure),
        (End::Beyond(expected), _) => Err(Failure::TooLong { expected }),
        (End::Body, Some(left @ 1..)) => Err(Failure::TooShort {
            got: size,
            expected: size + left,
        }),
        (End::Body, _) => flushed.map(|()| size),
    }
}

/// Resolves with the chunk, or with `Stalled` when `stall` has passed.
async fn patient<B: Body>(body: &mut B, stall: Duration) -> Result<Option<Vec<u8>>, Failure> {
    let mut chunk = pin!(body.chunk());
    let mut silence = pin!(tokio::time::sleep(stall));
    poll_fn(|cx| {
        if let Poll::Ready(chunk) = chunk.as_mut().poll(cx) {
            return Poll::Ready(chunk);
        }
        silence.as_mut().poll(cx).map(|()| Err(Failure::Stalled))
    })
    .await
}
