use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::{Instant, sleep};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

type Jobs = Receiver<&'static str>;

async fn work(mut urgent: Jobs, mut bulk: Jobs, tell: impl Fn(usize, usize)) {
    let began = Instant::now();
    // ANCHOR: work
    for turn in 1.. {
        let (first, second) = match turn % 5 {
            0 => (&mut bulk, &mut urgent),
            _ => (&mut urgent, &mut bulk),
        };
        let upload = tokio::select! {
            biased;
            Some(upload) = first.recv() => upload,
            Some(upload) = second.recv() => upload,
            else => return,
        };
        // ANCHOR_END: work
        tell(urgent.len(), bulk.len());
        if upload != "avatar" {
            println!("{upload} begins at {} ms", began.elapsed().as_millis());
        }
        ms(10).await; // makes the thumbnail
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (urgent, urgent_jobs) = mpsc::channel(8);
    let (bulk, bulk_jobs) = mpsc::channel(8);
    let tell = {
        let lab = lab.clone();
        move |urgent, bulk| {
            level(&lab, "urgent", urgent);
            level(&lab, "bulk", bulk);
        }
    };
    for upload in ["album 1", "album 2", "album 3"] {
        bulk.send(upload).await.unwrap();
    }
    urgent.send("avatar").await.unwrap();
    let worker = tokio::spawn(work(urgent_jobs, bulk_jobs, tell));
    ms(1).await; // no arrival at the moment at which a thumbnail is ready
    for _ in 2..=20 {
        ms(8).await;
        urgent.send("avatar").await.unwrap();
        level(&lab, "urgent", 8 - urgent.capacity());
    }
    drop((urgent, bulk));
    worker.await.unwrap();
    lab.keep_beside_listing();
}

fn level(lab: &Recorder, of: &str, level: usize) {
    lab.level(Level {
        of: of.to_owned(),
        level,
        capacity: Some(8),
        waiting: Vec::new(),
    });
}
