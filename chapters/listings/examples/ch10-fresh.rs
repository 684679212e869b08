use std::collections::HashSet;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use kit::Recorder;
use tokio::time::sleep;

// ANCHOR: fresh
/// The posts that have not come before.
struct Fresh<S> {
    posts: S,
    seen: HashSet<u64>,
}

impl<S: Stream<Item = u64> + Unpin> Stream for Fresh<S> {
    type Item = u64;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u64>> {
        match ready!(self.posts.poll_next_unpin(cx)) {
            Some(id) if self.seen.insert(id) => Poll::Ready(Some(id)),
            Some(_) => Poll::Pending, // it has come before: nothing yet
            None => Poll::Ready(None),
        }
    }
}
// ANCHOR_END: fresh

async fn get(id: u64, ms: u64) -> u64 {
    sleep(Duration::from_millis(ms)).await;
    id
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let watched = lab.clone();
    let source = [("post 9", 9, 10), ("9 again", 9, 10), ("post 8", 8, 10)];
    let posts = stream::iter(source).then(move |(name, id, ms)| watched.watch(name, get(id, ms)));
    // ANCHOR: main
    let mut posts = Fresh {
        posts: Box::pin(posts), // 9, 9, 8, each 10 ms after it is asked for
        seen: HashSet::new(),
    };
    let reader = lab.spawn("reader", async move {
        while let Some(id) = posts.next().await {
            println!("post {id}");
        }
        println!("the stream has ended");
    });
    sleep(Duration::from_secs(3600)).await;
    println!(
        "an hour later, the reader has ended: {}",
        reader.is_finished()
    );
    // ANCHOR_END: main
    lab.keep_beside_listing();
}
