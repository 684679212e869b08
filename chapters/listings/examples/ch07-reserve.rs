use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::mpsc::error::SendTimeoutError;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::{Instant, interval_at, sleep};

const PATIENCE: Duration = Duration::from_millis(20);

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

async fn store(mut readings: Receiver<u32>) -> Vec<u32> {
    let mut stored = Vec::new();
    while let Some(reading) = readings.recv().await {
        ms(33).await;
        stored.push(reading);
    }
    stored
}

// ANCHOR: timeout
async fn collect_in_time(readings: &Sender<u32>) {
    for reading in 1..=8 {
        match readings.send_timeout(reading, PATIENCE).await {
            Ok(()) => {}
            Err(SendTimeoutError::Timeout(reading)) => println!("not in time: {reading}, kept"),
            Err(SendTimeoutError::Closed(_)) => break,
        }
        ms(10).await;
    }
}
// ANCHOR_END: timeout

// ANCHOR: reserve
async fn collect_all(readings: &Sender<u32>) {
    let period = Duration::from_millis(11);
    let mut sensor = interval_at(Instant::now() + period, period);
    let (mut waiting, mut reading) = (VecDeque::new(), 0);
    while reading < 8 || !waiting.is_empty() {
        tokio::select! {
            biased;
            _ = sensor.tick(), if reading < 8 => {
                reading += 1;
                waiting.push_back(reading);
            }
            permit = readings.reserve(), if !waiting.is_empty() => match permit {
                // No await between the two: a reading is in one of the queues, or in the other.
                Ok(permit) => permit.send(waiting.pop_front().unwrap()),
                Err(_closed) => break,
            },
        }
    }
}
// ANCHOR_END: reserve

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (sender, receiver) = mpsc::channel(2);
    let storing = tokio::spawn(store(receiver));
    collect_in_time(&sender).await;
    drop(sender);
    println!("send_timeout: stored {:?}", storing.await.unwrap());

    let (sender, receiver) = mpsc::channel(2);
    let storing = tokio::spawn(store(receiver));
    collect_all(&sender).await;
    drop(sender);
    println!("reserve: stored {:?}", storing.await.unwrap());
}
