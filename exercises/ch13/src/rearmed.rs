//! # A time-out that never fires
//!
//! ```
//! tokio::spawn(batches(messages, out, 100, Duration::from_secs(5)));
//! // Messages come out in batches: a batch is sent once it has 100 messages, or is 5 seconds old.
//! ```
//!
//! A bug report: "With one message a second, the first batch should come out after 5 seconds. It comes out after
//! 100 seconds, when it is full. At night, with a message each minute, it works." To reproduce it, send a few
//! messages with less than 5 seconds between each two.
//!
//! Find the cause, and fix it with a small change. Requirements:
//!
//! 1. A batch that does not fill up is sent `delay` after its first message was received, however many messages
//!    follow, and not before.
//! 2. A batch with `most` messages is sent at once. The next batch, and its age, begin with the next message.
//! 3. The batches have all messages, in their order. No batch is empty.
//! 4. If all senders of `messages` are dropped, the batch that has begun is sent at once, and `batches` returns.
//!
//! Left open: what happens to a message that is received at the moment at which its batch is due, and to the
//! messages that cannot be sent because the receiver of `out` was dropped.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::sleep;

/// Collects `messages` and sends them to `out` in batches of at most `most` messages, which is not zero. No
/// message waits longer than `delay` for its batch to be sent, unless `out` is full.
pub async fn batches(
    mut messages: mpsc::Receiver<u32>,
    out: mpsc::Sender<Vec<u32>>,
    most: usize,
    delay: Duration,
) {
    let mut batch = Vec::new();
    loop {
        tokio::select! {
            message = messages.recv() => {
                let Some(message) = message else { break };
                batch.push(message);
                if batch.len() < most {
                    continue;
                }
            }
            () = sleep(delay), if !batch.is_empty() => {}
        }
        if out.send(std::mem::take(&mut batch)).await.is_err() {
            return;
        }
    }
    if !batch.is_empty() {
        let _ = out.send(batch).await;
    }
}
