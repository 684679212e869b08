use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::{Instant, sleep};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

async fn resize(lab: &Recorder, mut photos: Receiver<u32>) {
    let mut most = 0;
    while let Some(_photo) = photos.recv().await {
        most = most.max(photos.len());
        tell(lab, photos.len(), &[]);
        ms(30).await;
    }
    println!("most photos in the queue: {most}");
}

fn tell(lab: &Recorder, level: usize, waiting: &[&str]) {
    lab.level(Level {
        of: "photos queued".to_owned(),
        level,
        capacity: Some(2),
        waiting: waiting.iter().map(|name| (*name).to_owned()).collect(),
    });
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, began) = (Recorder::new(), Instant::now());
    tell(&lab, 0, &[]);
    // ANCHOR: main
    let (queue, photos) = mpsc::channel(2);
    let receive = async {
        for photo in 1..=12 {
            ms(10).await; // from the network
            if queue.capacity() == 0 {
                tell(&lab, 2, &["receive"]); // for the picture
            }
            queue.send(photo).await.unwrap();
            tell(&lab, 2 - queue.capacity(), &[]);
        }
        println!("{:3} ms: all are received", began.elapsed().as_millis());
        drop(queue);
    };
    // ANCHOR_END: main
    tokio::join!(receive, resize(&lab, photos));
    lab.keep_beside_listing();
}
