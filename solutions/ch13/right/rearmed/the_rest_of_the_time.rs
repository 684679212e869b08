//! Style: each round waits for what is left of the delay.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

/// Collects `messages` and sends them to `out` in batches of at most `most` messages, which is not zero. No
/// message waits longer than `delay` for its batch to be sent, unless `out` is full.
pub async fn batches(
    mut messages: mpsc::Receiver<u32>,
    out: mpsc::Sender<Vec<u32>>,
    most: usize,
    delay: Duration,
) {
    let mut batch = Vec::new();
    let mut began = Instant::now();
    loop {
        let left = delay.saturating_sub(began.elapsed());
        tokio::select! {
            message = messages.recv() => {
                let Some(message) = message else { break };
                if batch.is_empty() {
                    began = Instant::now();
                }
                batch.push(message);
                if batch.len() < most {
                    continue;
                }
            }
            () = sleep(left), if !batch.is_empty() => {}
        }
        if out.send(std::mem::take(&mut batch)).await.is_err() {
            return;
        }
    }
    if !batch.is_empty() {
        let _ = out.send(batch).await;
    }
}
