// entry: empty_batches_too
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, interval_at};

pub async fn batches(
    mut messages: mpsc::Receiver<u32>,
    out: mpsc::Sender<Vec<u32>>,
    most: usize,
    delay: Duration,
) {
    let mut batch = Vec::new();
    let mut due = interval_at(Instant::now() + delay, delay);
    loop {
        tokio::select! {
            message = messages.recv() => {
                let Some(message) = message else { break };
                if batch.is_empty() {
                    due.reset();
                }
                batch.push(message);
                if batch.len() < most {
                    continue;
                }
            }
            _ = due.tick() => {}
        }
        if out.send(std::mem::take(&mut batch)).await.is_err() {
            return;
        }
    }
    if !batch.is_empty() {
        let _ = out.send(batch).await;
    }
}
