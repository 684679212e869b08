use std::cell::Cell;
use std::sync::mpsc;
use std::time::Duration;

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use tokio::sync::oneshot;
use tokio::task::yield_now;

/// Waits until the heart has beaten three times, or for a moment: a large file.
fn checksum(file: &[u8], beats: &mpsc::Receiver<()>) -> u64 {
    for _ in 0..3 {
        if beats.recv_timeout(Duration::from_millis(20)).is_err() {
            break;
        }
    }
    file.iter().map(|byte| u64::from(*byte)).sum()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let pool = ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let files = || vec![vec![1_u8; 1000], vec![2; 1000], vec![3; 1000]];
    let beats = Cell::new(0);

    let (beat, heard) = mpsc::channel();
    let first = async {
        let (files, heard) = (files(), std::sync::Mutex::new(heard));
        let before = beats.get();
        // ANCHOR: install
        let sums: Vec<u64> = pool.install(|| {
            let file = files.par_iter();
            file.map(|file| checksum(file, &heard.lock().unwrap()))
                .collect()
        });
        // ANCHOR_END: install
        println!("install: {sums:?}, beats: {}", beats.get() - before);
    };
    with_heart(&beats, beat, first).await;

    let (beat, heard) = mpsc::channel();
    let second = async {
        let (files, heard) = (files(), std::sync::Mutex::new(heard));
        let before = beats.get();
        // ANCHOR: bridge
        let (sender, receiver) = oneshot::channel();
        pool.spawn(move || {
            let file = files.par_iter();
            let sums: Vec<u64> = file
                .map(|file| checksum(file, &heard.lock().unwrap()))
                .collect();
            let _ = sender.send(sums); // an error: the receiver is dropped
        });
        let sums = receiver.await.unwrap();
        // ANCHOR_END: bridge
        println!("spawn, oneshot: {sums:?}, beats: 9 or more: {}", beats.get() - before >= 9);
    };
    with_heart(&beats, beat, second).await;
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
