use std::pin::pin;
use std::time::Duration;

use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::{sleep, timeout};

type Events = Sender<&'static str>;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: dropped
async fn dropped(events: Events) {
    tokio::select! {
        biased;
        sent = events.send("status") => sent.unwrap(),
        () = ms(10) => events.send("alarm").await.unwrap(),
    }
}
// ANCHOR_END: dropped

// ANCHOR: polled
async fn polled(events: Events) {
    let mut status = pin!(events.send("status"));
    tokio::select! {
        biased;
        sent = &mut status => sent.unwrap(),
        () = ms(10) => {
            let (alarm, status) = tokio::join!(events.send("alarm"), status);
            alarm.and(status).unwrap();
        }
    }
}
// ANCHOR_END: polled

// ANCHOR: spawned
async fn spawned(events: Events) {
    let sender = events.clone();
    let mut status = tokio::spawn(async move { sender.send("status").await });
    tokio::select! {
        biased;
        sent = &mut status => sent.unwrap().unwrap(),
        () = ms(10) => events.send("alarm").await.unwrap(),
    }
}
// ANCHOR_END: spawned

async fn upstream(mut events: Receiver<&'static str>) -> Vec<&'static str> {
    let mut received = Vec::new();
    loop {
        ms(30).await;
        match events.recv().await {
            Some(event) => received.push(event),
            None => return received,
        }
    }
}

async fn run<F: Future>(name: &str, report: impl FnOnce(Events) -> F) {
    let (events, receiver) = mpsc::channel(1);
    events.send("start").await.unwrap();
    let upstream = tokio::spawn(upstream(receiver));
    let ended = timeout(Duration::from_secs(60), report(events)).await;
    println!(
        "{name}: ended {}, {:?}",
        ended.is_ok(),
        upstream.await.unwrap()
    );
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    run("dropped", dropped).await;
    run("polled", polled).await;
    run("spawned", spawned).await;
}
