use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (sent, read) = (AtomicU64::new(0), AtomicU64::new(0));
    let tell = |count: &AtomicU64, more: u64| {
        count.fetch_add(more, Relaxed);
        let unread = sent.load(Relaxed) - read.load(Relaxed);
        lab.level(Level {
            of: "unread".to_owned(),
            level: usize::try_from(unread).unwrap(),
            capacity: Some(4),
            waiting: Vec::new(),
        });
    };
    tell(&sent, 0);
    let stored = broadcast::Sender::new(4);
    let mut events = stored.subscribe();
    // ANCHOR: main
    let listener = async {
        loop {
            match events.recv().await {
                Ok(upload) => {
                    tell(&read, 1);
                    println!("mail: upload {upload}");
                    sleep(Duration::from_millis(50)).await;
                }
                Err(RecvError::Lagged(missed)) => {
                    tell(&read, missed);
                    println!("mail: {missed} missed, see the site");
                }
                Err(RecvError::Closed) => return,
            }
        }
    };
    // ANCHOR_END: main
    let service = async {
        for upload in 1..=10 {
            stored.send(upload).unwrap();
            tell(&sent, 1);
            sleep(Duration::from_millis(7)).await;
        }
        drop(stored);
    };
    tokio::join!(biased; service, listener);
    lab.keep_beside_listing();
}
