use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use kit::Recorder;
use tokio::time::{Instant, sleep};

async fn get(id: u64, ms: u64) -> u64 {
    sleep(Duration::from_millis(ms)).await;
    id
}

// ANCHOR: print
async fn print(posts: impl Stream<Item = u64>) {
    let began = Instant::now();
    posts
        .for_each(async |id| println!("{} ms: post {id}", began.elapsed().as_millis()))
        .await;
}
// ANCHOR_END: print

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let both = [Recorder::new(), Recorder::new()];
    let [first, second] = &both;
    let posts = |lab: &Recorder| {
        let lab = lab.clone();
        stream::iter([(1, 50), (2, 10), (3, 10), (4, 10)])
            .map(move |(id, ms)| lab.watch(format!("post {id}"), get(id, ms)))
    };
    // ANCHOR: main
    println!("buffered(2)");
    print(posts(first).buffered(2)).await;
    println!("buffer_unordered(2)");
    print(posts(second).buffer_unordered(2)).await;
    // ANCHOR_END: main
    let lab = Recorder::new();
    lab.absorb(both);
    lab.keep_beside_listing();
}
