//! Style: the outer loop waits for a first message, and the inner one for the others until the deadline.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// Collects `messages` and sends them to `out` in batches of at most `most` messages, which is not zero. No
/// message waits longer than `delay` for its batch to be sent, unless `out` is full.
pub async fn batches(
    mut messages: mpsc::Receiver<u32>,
    out: mpsc::Sender<Vec<u32>>,
    most: usize,
    delay: Duration,
) {
    while let Some(first) = messages.recv().await {
        let deadline = Instant::now() + delay;
        let mut batch = vec![first];
        while batch.len() < most {
            match timeout_at(deadline, messages.recv()).await {
                Ok(Some(message)) => batch.push(message),
                Ok(None) | Err(_) => break,
            }
        }
        if out.send(batch).await.is_err() {
            return;
        }
    }
}
