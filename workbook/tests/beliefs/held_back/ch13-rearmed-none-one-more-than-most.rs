// entry: none
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// Collects `messages` and sends them to `out` in batches of at most `most` messages, which is not zero. No
/// message waits longer than `delay` for its batch to be sent, unless `out` is full.
pub async fn batches(
    mut messages: mpsc::Receiver<u32>,
    out: mpsc::Sender<Vec<u32>>,
    most: usize,
    delay: Duration,
) {
    let mut batch = Vec::new();
    let mut due = Instant::now();
    loop {
        tokio::select! {
            message = messages.recv() => {
                let Some(message) = message else { break };
                if batch.is_empty() {
                    due = Instant::now() + delay;
                }
                batch.push(message);
                if batch.len() <= most {
                    continue;
                }
            }
            () = sleep_until(due), if !batch.is_empty() => {}
        }
        if out.send(std::mem::take(&mut batch)).await.is_err() {
            return;
        }
    }
    if !batch.is_empty() {
        let _ = out.send(batch).await;
    }
}
