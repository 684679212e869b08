use std::pin::pin;
use std::time::Duration;

use kit::Recorder;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::{sleep, timeout};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: main
async fn report(lab: Recorder, events: Sender<&'static str>) {
    let mut status = pin!(lab.watch("status", events.send("status")));
    tokio::select! {
        biased;
        sent = &mut status => sent.unwrap(),
        // A device calls for help meanwhile.
        () = ms(10) => {
            lab.watch("alarm", events.send("alarm")).await.unwrap();
        }
    }
}

/// Takes an event every 30 ms.
async fn upstream(mut events: Receiver<&'static str>) {
    loop {
        ms(30).await;
        match events.recv().await {
            Some(event) => println!("upstream has {event}"),
            None => break,
        }
    }
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    // ANCHOR: run
    let (events, receiver) = mpsc::channel(1);
    events.send("start").await.unwrap(); // the channel is full
    lab.spawn("upstream", upstream(receiver));
    let reporting = lab.spawn("report", report(lab.clone(), events));
    let ended = timeout(Duration::from_secs(60), reporting).await;
    println!("the report has ended: {}", ended.is_ok());
    // ANCHOR_END: run
    lab.keep_beside_listing();
}
