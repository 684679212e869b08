use std::pin::pin;
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

// ANCHOR: insert
/// An insert takes 20 ms, and 1 ms for each post.
async fn insert(posts: &[Instant]) {
    sleep(Duration::from_millis(20 + posts.len() as u64)).await;
}
// ANCHOR_END: insert

// ANCHOR: source
/// A thousand posts, one every 10 ms.
fn posts() -> impl Stream<Item = Instant> {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for _ in 0..1000 {
            sleep(Duration::from_millis(10)).await;
            sender.send(Instant::now()).unwrap();
        }
    });
    stream::poll_fn(move |cx| receiver.poll_recv(cx))
}
// ANCHOR_END: source

async fn measure(name: &str, chunks: impl Stream<Item = Vec<Instant>>) {
    let (mut inserts, mut longest) = (0, Duration::ZERO);
    let mut chunks = pin!(chunks);
    while let Some(chunk) = chunks.next().await {
        insert(&chunk).await;
        inserts += 1;
        longest = longest.max(chunk[0].elapsed());
    }
    println!(
        "{name:17} {inserts:4} inserts, at most {:5} ms",
        longest.as_millis()
    );
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    measure("chunks(1)", posts().chunks(1)).await;
    measure("chunks(2)", posts().chunks(2)).await;
    measure("chunks(10)", posts().chunks(10)).await;
    measure("chunks(100)", posts().chunks(100)).await;
    measure("ready_chunks(100)", posts().ready_chunks(100)).await;
    // ANCHOR_END: main
}
