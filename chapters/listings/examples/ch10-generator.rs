use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt};
use tokio::time::sleep;

async fn get(post: &str) {
    println!("  get {post}");
    sleep(Duration::from_millis(10)).await;
}

async fn mark_as_read(post: &str) {
    sleep(Duration::from_millis(10)).await;
    println!("  mark {post} as read");
}

struct Connection;

impl Connection {
    fn open() -> Self {
        println!("  connect");
        Self
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        println!("  disconnect");
    }
}

// ANCHOR: unread
fn unread() -> impl Stream<Item = &'static str> {
    stream! {
        let _connection = Connection::open(); // prints when it is opened, and when it is dropped
        for post in ["/tea", "/rust", "/pin"] {
            get(post).await;
            yield post;
            mark_as_read(post).await;
        }
    }
}
// ANCHOR_END: unread

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut posts = Box::pin(unread());
    println!("the stream is made");
    for _ in 0..2 {
        let post = posts.next().await;
        println!("{post:?}");
    }
    drop(posts);
    println!("the stream is dropped");
}
// ANCHOR_END: main
