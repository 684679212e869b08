use std::cell::RefCell;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};

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

async fn make_thumbnail(upload: u32) -> Result<u32, &'static str> {
    sleep(Duration::from_millis(10)).await;
    if upload == 3 {
        return Err("not an image");
    }
    Ok(upload)
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let album = Unfinished(watch::Sender::new(0));
    let stored = RefCell::new(Vec::new());
    let (queue, mut uploads) = mpsc::channel(8);
    for upload in 1..=6 {
        album.add();
        queue.send(upload).await.unwrap();
    }
    // ANCHOR: worker
    let worker = async {
        while let Some(upload) = uploads.recv().await {
            match make_thumbnail(upload).await {
                Ok(thumbnail) => stored.borrow_mut().push(thumbnail),
                Err(why) => {
                    println!("upload {upload}: {why}");
                    continue;
                }
            }
            album.done();
        }
    };
    // ANCHOR_END: worker
    tokio::select! {
        biased;
        joined = timeout(Duration::from_secs(60), album.join()) => match joined {
            Ok(()) => println!("stored: {:?}", stored.borrow()),
            Err(_) => println!("join still waits after a minute: {}", *album.0.borrow()),
        },
        () = worker => {}
    }
}
