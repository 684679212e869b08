use std::sync::Barrier;

use tokio::spawn;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::spawn_blocking;

static COMPUTED: Barrier = Barrier::new(2);

/// Stands for a long computation: it takes its thread until `main` lets it end.
fn checksum() {
    COMPUTED.wait();
}

// ANCHOR: parent
async fn parent(events: UnboundedSender<&'static str>) {
    let first = events.clone();
    let first = spawn(async move { first.send("first child").unwrap() });
    let second = spawn(async move { events.send("second child").unwrap() });
    checksum();
    first.await.unwrap();
    second.await.unwrap();
}
// ANCHOR_END: parent

async fn fixed(events: UnboundedSender<&'static str>) {
    let first = events.clone();
    let first = spawn(async move { first.send("first child").unwrap() });
    let second = spawn(async move { events.send("second child").unwrap() });
    // ANCHOR: fixed
    spawn_blocking(checksum).await.unwrap();
    // ANCHOR_END: fixed
    first.await.unwrap();
    second.await.unwrap();
}

#[tokio::main(flavor = "multi_thread", worker_threads = 4)]
async fn main() {
    let (events, mut ran) = unbounded_channel();
    let task = spawn(parent(events));
    println!("while the parent computes: {}", ran.recv().await.unwrap());
    for _ in 0..100 {
        spawn(async {}).await.unwrap(); // other tasks of the program
    }
    println!("100 tasks later: {:?}", ran.try_recv().ok());
    COMPUTED.wait();
    println!("the parent has computed: {}", ran.recv().await.unwrap());
    task.await.unwrap();

    let (events, mut ran) = unbounded_channel();
    let task = spawn(fixed(events));
    let mut both = [ran.recv().await.unwrap(), ran.recv().await.unwrap()];
    both.sort_unstable();
    println!("with spawn_blocking, while it computes: {both:?}");
    COMPUTED.wait();
    task.await.unwrap();
}
