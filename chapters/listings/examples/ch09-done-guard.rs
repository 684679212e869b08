use std::cell::RefCell;
use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep};

// ANCHOR: guard
/// Counts as unfinished until it is dropped.
struct Open(watch::Sender<usize>);

impl Open {
    fn new(count: &watch::Sender<usize>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(count.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
// ANCHOR_END: guard

async fn make_thumbnail(upload: u32) -> Result<u32, &'static str> {
    sleep(Duration::from_millis(10)).await;
    if upload == 3 {
        return Err("not an image");
    }
    Ok(upload)
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, began) = (Recorder::new(), Instant::now());
    let stored = RefCell::new(Vec::new());
    let count = watch::Sender::new(0);
    let tell = |queued: usize, joins: &[&str]| {
        level(&lab, "queued", queued, &[]);
        level(&lab, "unfinished", *count.borrow(), joins);
    };
    tell(0, &[]);
    // ANCHOR: main
    let (queue, mut uploads) = mpsc::channel(8);
    for upload in 1..=6 {
        queue.send((upload, Open::new(&count))).await.unwrap();
    }
    let worker = async {
        while let Some((upload, _open)) = uploads.recv().await {
            tell(uploads.len(), &["join"]);
            match make_thumbnail(upload).await {
                Ok(thumbnail) => stored.borrow_mut().push(thumbnail),
                Err(why) => println!("upload {upload}: {why}"),
            }
        }
    };
    // ANCHOR_END: main
    let joined = async {
        let mut count = count.subscribe();
        count.wait_for(|count| *count == 0).await.unwrap();
    };
    tokio::select! {
        biased;
        () = joined => {
            tell(0, &[]);
            println!("stored: {:?} at {} ms", stored.borrow(), began.elapsed().as_millis());
        }
        () = worker => {}
    }
    lab.keep_beside_listing();
}

fn level(lab: &Recorder, of: &str, level: usize, waiting: &[&str]) {
    lab.level(Level {
        of: of.to_owned(),
        level,
        capacity: None,
        waiting: waiting.iter().map(|name| (*name).to_owned()).collect(),
    });
}
