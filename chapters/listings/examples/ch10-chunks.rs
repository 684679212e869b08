use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use tokio::time::{Instant, sleep, sleep_until};

/// Five posts in quick succession, and a sixth an hour later.
fn posts(began: Instant) -> impl Stream<Item = u64> {
    let times = [0, 10, 20, 30, 40, 3_600_000];
    stream::iter(times.into_iter().zip(1..)).then(move |(ms, id)| async move {
        sleep_until(began + Duration::from_millis(ms)).await;
        id
    })
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let began = Instant::now();
    // ANCHOR: insert
    let insert = async |posts: Vec<u64>| {
        println!("{:7} ms: insert {posts:?}", began.elapsed().as_millis());
        sleep(Duration::from_millis(25)).await;
    };
    // ANCHOR_END: insert
    // ANCHOR: chunks
    posts(began).chunks(3).for_each(insert).await;
    // ANCHOR_END: chunks

    println!("ready_chunks");
    let began = Instant::now();
    let insert = async |posts: Vec<u64>| {
        println!("{:7} ms: insert {posts:?}", began.elapsed().as_millis());
        sleep(Duration::from_millis(25)).await;
    };
    // ANCHOR: ready
    posts(began).ready_chunks(3).for_each(insert).await;
    // ANCHOR_END: ready
}
