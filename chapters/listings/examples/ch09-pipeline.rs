use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: stages
async fn resize(mut uploads: Receiver, mut thumbnails: Sender) {
    while let Some(upload) = uploads.recv().await {
        ms(8).await;
        thumbnails.send(upload).await;
    }
}

async fn store(mut thumbnails: Receiver) {
    while thumbnails.recv().await.is_some() {
        ms(30).await;
    }
}
// ANCHOR_END: stages

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let began = Instant::now();
    // ANCHOR: main
    let (mut arrival, uploads) = channel(&lab, "uploads", "arrival", 2);
    let (resized, thumbnails) = channel(&lab, "thumbnails", "resize", 2);
    tokio::spawn(resize(uploads, resized));
    let stored = tokio::spawn(store(thumbnails));
    for upload in 1..=10 {
        ms(7).await;
        arrival.send(upload).await;
        println!("{upload} queued at {} ms", began.elapsed().as_millis());
    }
    drop(arrival);
    stored.await.unwrap();
    println!("all stored at {} ms", began.elapsed().as_millis());
    // ANCHOR_END: main
    lab.keep_beside_listing();
}

/// tokio's channel, with a name for the picture.
fn channel(
    lab: &Recorder,
    of: &'static str,
    sender: &'static str,
    capacity: usize,
) -> (Sender, Receiver) {
    let (send, receive) = mpsc::channel(capacity);
    let told = Told {
        lab: lab.clone(),
        of,
        capacity,
    };
    told.tell(0, &[]);
    let sender = Sender {
        send,
        told: told.clone(),
        name: sender,
    };
    (sender, Receiver { receive, told })
}

struct Sender {
    send: mpsc::Sender<u32>,
    told: Told,
    name: &'static str,
}

impl Sender {
    async fn send(&mut self, upload: u32) {
        if self.send.capacity() == 0 {
            self.told.tell(self.told.capacity, &[self.name]);
        }
        self.send.send(upload).await.unwrap();
        self.told
            .tell(self.told.capacity - self.send.capacity(), &[]);
    }
}

struct Receiver {
    receive: mpsc::Receiver<u32>,
    told: Told,
}

impl Receiver {
    async fn recv(&mut self) -> Option<u32> {
        let upload = self.receive.recv().await?;
        self.told.tell(self.receive.len(), &[]);
        Some(upload)
    }
}

#[derive(Clone)]
struct Told {
    lab: Recorder,
    of: &'static str,
    capacity: usize,
}

impl Told {
    fn tell(&self, level: usize, waiting: &[&str]) {
        self.lab.level(Level {
            of: self.of.to_owned(),
            level,
            capacity: Some(self.capacity),
            waiting: waiting.iter().map(|name| (*name).to_owned()).collect(),
        });
    }
}
