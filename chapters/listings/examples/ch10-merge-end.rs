use std::pin::pin;
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use tokio::time::sleep;

fn feed(name: &str, posts: u32, ms: u64) -> impl Stream<Item = String> {
    stream::iter(1..=posts).then(move |number| async move {
        sleep(Duration::from_millis(ms)).await;
        format!("{name} {number}")
    })
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let feeds = || (feed("tea", 4, 20), feed("rust", 2, 25));
    let (tea, rust) = feeds(); // 4 posts of tea, 2 of rust
    let (mut tea, mut rust) = (pin!(tea), pin!(rust));
    let mut posts = 0;
    // ANCHOR: first
    while let Some(_post) = tokio::select! {
        biased;
        post = tea.next() => post,
        post = rust.next() => post,
    } {
        posts += 1;
    }
    println!("until the first None: {posts} posts");
    // ANCHOR_END: first

    let (tea, rust) = feeds();
    let (mut tea, mut rust) = (pin!(tea.fuse()), pin!(rust.fuse()));
    let mut posts = 0;
    loop {
        // ANCHOR: both
        let _post = tokio::select! {
            biased;
            Some(post) = tea.next() => post,
            Some(post) = rust.next() => post,
            else => break,
        };
        // ANCHOR_END: both
        posts += 1;
    }
    println!("until both have ended: {posts} posts");

    let (tea, rust) = feeds();
    let posts = stream::select(tea, rust).count().await;
    println!("stream::select: {posts} posts");
}
