use std::pin::pin;
use std::time::Duration;

use futures::{StreamExt, stream};
use kit::Recorder;
use kit::record::Level;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

const CAPACITY: usize = 3;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, began) = (Recorder::new(), Instant::now());
    let tell = |level: usize, waiting: &[&str]| {
        lab.level(Level {
            of: "posts queued".to_owned(),
            level,
            capacity: Some(CAPACITY),
            waiting: waiting.iter().map(|name| (*name).to_owned()).collect(),
        });
    };
    tell(0, &[]);
    // ANCHOR: channel
    let (sender, mut receiver) = mpsc::channel(3);
    // ANCHOR_END: channel
    let loader = async move {
        let mut posts = pin!(stream::iter(1..=9).then(load)); // 4 ms each
        while let Some(post) = posts.next().await {
            println!(
                "{:3} ms: post {post} is loaded",
                began.elapsed().as_millis()
            );
            let full = sender.capacity() == 0;
            tell(
                CAPACITY - sender.capacity(),
                if full { &["loader"] } else { &[] },
            );
            sender.send(post).await.unwrap();
            tell(CAPACITY - sender.capacity(), &[]);
        }
    };
    // ANCHOR: saver
    let saver = async {
        while let Some(_post) = receiver.recv().await {
            tell(receiver.len(), &[]);
            sleep(Duration::from_millis(20)).await; // save it
        }
    };
    // ANCHOR_END: saver
    tokio::join!(loader, saver);
    println!("{:3} ms: all are saved", began.elapsed().as_millis());
    lab.keep_beside_listing();
}

async fn load(id: u64) -> u64 {
    sleep(Duration::from_millis(4)).await;
    id
}
