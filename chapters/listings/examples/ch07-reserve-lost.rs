use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::{sleep, timeout};

const CAPACITY: usize = 2;
const PATIENCE: Duration = Duration::from_millis(20);

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

/// Writes each reading to disk, which takes 33 ms.
async fn store(lab: Recorder, mut readings: Receiver<u32>) -> Vec<u32> {
    let mut stored = Vec::new();
    while let Some(reading) = readings.recv().await {
        tell(&lab, readings.len(), &[]);
        ms(33).await;
        stored.push(reading);
    }
    stored
}

// ANCHOR: main
async fn collect(lab: &Recorder, readings: &Sender<u32>) {
    for reading in 1..=8 {
        tell(lab, queued(readings), &["collect"]);
        if timeout(PATIENCE, readings.send(reading)).await.is_err() {
            println!("not in time: {reading}");
        }
        tell(lab, queued(readings), &[]);
        ms(10).await;
    }
}
// ANCHOR_END: main

fn queued(readings: &Sender<u32>) -> usize {
    readings.max_capacity() - readings.capacity()
}

fn tell(lab: &Recorder, level: usize, waiting: &[&str]) {
    lab.level(Level {
        of: "readings".to_owned(),
        level,
        capacity: Some(CAPACITY),
        waiting: waiting.iter().map(|name| (*name).to_owned()).collect(),
    });
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (sender, receiver) = mpsc::channel(CAPACITY);
    let storing = tokio::spawn(store(lab.clone(), receiver));
    collect(&lab, &sender).await;
    drop(sender);
    println!("stored: {:?}", storing.await.unwrap());
    lab.keep_beside_listing();
}
