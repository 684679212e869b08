use std::collections::HashSet;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use pin_project_lite::pin_project;
use tokio::time::sleep;

// ANCHOR: fresh
pin_project! {
    /// The posts that have not come before.
    struct Fresh<S> {
        #[pin]
        posts: S,
        seen: HashSet<u64>,
    }
}

impl<S: Stream<Item = u64>> Stream for Fresh<S> {
    type Item = u64;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u64>> {
        let mut this = self.project();
        loop {
            match ready!(this.posts.as_mut().poll_next(cx)) {
                Some(id) if !this.seen.insert(id) => {} // it has come before: ask for the next
                next => return Poll::Ready(next),
            }
        }
    }
}
// ANCHOR_END: fresh

async fn get(id: u64) -> u64 {
    sleep(Duration::from_millis(10)).await;
    id
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let posts = Fresh {
        posts: stream::iter([9, 9, 8]).then(get),
        seen: HashSet::new(),
    };
    let mut posts = Box::pin(posts);
    while let Some(id) = posts.next().await {
        println!("post {id}");
    }
    println!("the stream has ended");
}
