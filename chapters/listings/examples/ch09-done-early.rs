use std::cell::RefCell;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

// ANCHOR: count
/// How many uploads of an album are not finished.
struct Unfinished(watch::Sender<usize>);

impl Unfinished {
    fn add(&self) {
        self.0.send_modify(|count| *count += 1);
    }

    fn done(&self) {
        self.0.send_modify(|count| *count -= 1);
    }

    async fn join(&self) {
        let mut count = self.0.subscribe();
        count.wait_for(|count| *count == 0).await.unwrap();
    }
}
// ANCHOR_END: count

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let album = Unfinished(watch::Sender::new(0));
    let stored = RefCell::new(Vec::new());
    let (queue, mut uploads) = mpsc::channel(8);
    for upload in 1..=6 {
        album.add();
        queue.send(upload).await.unwrap();
    }
    let worker = async {
        while let Some(upload) = uploads.recv().await {
            album.done();
            sleep(Duration::from_millis(10)).await; // makes the thumbnail
            stored.borrow_mut().push(upload);
        }
    };
    tokio::select! {
        biased;
        () = album.join() => println!("stored: {:?}", stored.borrow()),
        () = worker => {}
    }
    // ANCHOR_END: main
}
