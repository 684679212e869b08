use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let unread = AtomicUsize::new(0);
    let tell = |change: isize| {
        let level = unread.load(Relaxed).strict_add_signed(change);
        unread.store(level, Relaxed);
        lab.level(Level {
            of: "unread".to_owned(),
            level,
            capacity: Some(4),
            waiting: Vec::new(),
        });
    };
    tell(0);
    let stored = broadcast::Sender::new(4);
    let mut events = stored.subscribe();
    // ANCHOR: main
    let listener = async {
        loop {
            match events.recv().await {
                Ok(upload) => {
                    tell(-1);
                    println!("mail: upload {upload}");
                    sleep(Duration::from_millis(50)).await;
                }
                Err(RecvError::Lagged(missed)) => {
                    tell(-(missed as isize));
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
            tell(1);
            sleep(Duration::from_millis(7)).await;
        }
        drop(stored);
    };
    tokio::join!(biased; service, listener);
    lab.keep_beside_listing();
}
