use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

// ANCHOR: unpack
enum Job {
    Archive { images: usize },
    Image,
}

async fn unpack(images: usize) {
    let (queue, mut jobs) = mpsc::channel(4);
    queue.send(Job::Archive { images }).await.unwrap();
    let mut stored = 0;
    while stored < images {
        match jobs.recv().await.unwrap() {
            Job::Archive { images } => {
                for _ in 0..images {
                    queue.send(Job::Image).await.unwrap();
                }
            }
            Job::Image => {
                sleep(Duration::from_millis(10)).await; // makes the thumbnail
                stored += 1;
            }
        }
    }
}
// ANCHOR_END: unpack

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    for images in [3, 6] {
        let minute = Duration::from_secs(60);
        let ended = timeout(minute, unpack(images)).await;
        println!("{images} images: {ended:?}");
    }
}
