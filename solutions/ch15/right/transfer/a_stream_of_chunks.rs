//! Style: the body as a stream of chunks with a time limit each; a chunk is cut at the total.

use std::pin::pin;
use std::time::Duration;

use futures::TryStreamExt;
use futures::stream::try_unfold;
use tokio::time::timeout;

use crate::http::{Body, Checksum, Failure, Sink};

struct File<'a, S, P> {
    sink: &'a mut S,
    digest: &'a mut Checksum,
    progress: P,
    size: u64,
}

impl<S: Sink, P: FnMut(u64)> File<'_, S, P> {
    async fn append(&mut self, chunk: &[u8]) -> Result<(), Failure> {
        self.sink.write(chunk).await?;
        self.digest.update(chunk);
        self.size += chunk.len() as u64;
        (self.progress)(chunk.len() as u64);
        Ok(())
    }
}

pub async fn transfer<B: Body, S: Sink>(
    body: &mut B,
    sink: &mut S,
    digest: &mut Checksum,
    from: u64,
    total: Option<u64>,
    stall: Duration,
    progress: impl FnMut(u64),
) -> Result<u64, Failure> {
    let chunks = pin!(try_unfold(body, async |body: &mut B| {
        let Ok(chunk) = timeout(stall, body.chunk()).await else {
            return Err(Failure::Stalled);
        };
        Ok(chunk?.map(|chunk| (chunk, body)))
    }));
    let file = File {
        sink,
        digest,
        progress,
        size: from,
    };
    let mut file = file;
    let mut chunks = chunks;
    let mut outcome = Ok(());
    while outcome.is_ok() {
        match chunks.try_next().await {
            Err(failure) => outcome = Err(failure),
            Ok(None) => break,
            Ok(Some(mut chunk)) => {
                let room = total.map_or(u64::MAX, |total| total.saturating_sub(file.size));
                if chunk.len() as u64 > room {
                    // What belongs to the file is kept.
                    chunk.truncate(room as usize);
                    outcome = file.append(&chunk).await;
                    let expected = total.unwrap_or(file.size);
                    outcome = outcome.and(Err(Failure::TooLong { expected }));
                } else {
                    outcome = file.append(&chunk).await;
                }
            }
        }
    }
    match outcome {
        Err(Failure::Disk(why)) => return Err(Failure::Disk(why)),
        Err(failure) => {
            let _ = file.sink.flush().await;
            return Err(failure);
        }
        Ok(()) => file.sink.flush().await?,
    }
    if let Some(expected) = total
        && file.size < expected
    {
        return Err(Failure::TooShort {
            got: file.size,
            expected,
        });
    }
    Ok(file.size)
}
