use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::time::{Instant, sleep};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: resize
/// Takes 30 ms for a photo.
async fn resize(lab: &Recorder, mut photos: UnboundedReceiver<u32>) {
    let mut most = 0;
    while let Some(_photo) = photos.recv().await {
        most = most.max(photos.len());
        tell(lab, photos.len());
        ms(30).await;
    }
    println!("most photos in the queue: {most}");
}
// ANCHOR_END: resize

fn tell(lab: &Recorder, level: usize) {
    lab.level(Level {
        of: "photos queued".to_owned(),
        level,
        capacity: None,
        waiting: Vec::new(),
    });
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, began) = (Recorder::new(), Instant::now());
    tell(&lab, 0);
    // ANCHOR: main
    let (queue, photos) = mpsc::unbounded_channel();
    let receive = async {
        for photo in 1..=12 {
            ms(10).await; // from the network
            queue.send(photo).unwrap();
        }
        println!("{:3} ms: all are received", began.elapsed().as_millis());
        drop(queue);
    };
    tokio::join!(receive, resize(&lab, photos));
    // ANCHOR_END: main
    lab.keep_beside_listing();
}
