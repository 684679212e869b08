use std::cell::Cell;
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use tokio::sync::oneshot;
use tokio::task::yield_now;

/// What a computation hears of the heart of its runtime, and how long it waits for that.
struct Heard {
    beats: Mutex<mpsc::Receiver<()>>,
    limit: Duration,
}

/// The checksum of a large file: it takes until the heart has beaten three times.
fn checksum(file: &[u8], heard: &Heard) -> u64 {
    let beats = heard.beats.lock().unwrap();
    let _ = (0..3).try_for_each(|_| beats.recv_timeout(heard.limit));
    file.iter().map(|byte| u64::from(*byte)).sum()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let pool = ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let files = || vec![vec![1_u8; 1000], vec![2; 1000], vec![3; 1000]];
    let beats = Cell::new(0);

    let (beat, beats_heard) = mpsc::channel();
    let first = async {
        let (files, heard) = (files(), heard(Duration::from_millis(20), beats_heard));
        let before = beats.get();
        // ANCHOR: install
        let sums: Vec<u64> = pool.install(|| {
            let file = files.par_iter();
            file.map(|file| checksum(file, &heard)).collect()
        });
        // ANCHOR_END: install
        println!("install: {sums:?}, beats: {}", beats.get() - before);
    };
    with_heart(&beats, beat, first).await;

    let (beat, beats_heard) = mpsc::channel();
    let second = async {
        let (files, heard) = (files(), heard(Duration::from_secs(3600), beats_heard));
        let before = beats.get();
        // ANCHOR: bridge
        let (sender, receiver) = oneshot::channel();
        pool.spawn(move || {
            let file = files.par_iter();
            let sums: Vec<u64> = file.map(|file| checksum(file, &heard)).collect();
            let _ = sender.send(sums); // an error: the receiver is dropped
        });
        let sums = receiver.await.unwrap();
        // ANCHOR_END: bridge
        println!(
            "spawn, oneshot: {sums:?}, beats: 9 or more: {}",
            beats.get() - before >= 9
        );
    };
    with_heart(&beats, beat, second).await;
}

fn heard(limit: Duration, beats: mpsc::Receiver<()>) -> Heard {
    Heard {
        beats: Mutex::new(beats),
        limit,
    }
}

/// Polls `work`, and beats in between.
async fn with_heart(beats: &Cell<u32>, beat: mpsc::Sender<()>, work: impl Future<Output = ()>) {
    let heart = async {
        loop {
            beats.set(beats.get() + 1);
            let _ = beat.send(());
            yield_now().await;
        }
    };
    tokio::select! {
        biased;
        () = work => {}
        () = heart => {}
    }
}
