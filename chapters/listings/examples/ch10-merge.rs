use std::pin::pin;
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use tokio::time::{Instant, sleep};

/// `posts` posts, each `ms` milliseconds after it is asked for.
fn feed(name: &str, posts: u32, ms: u64) -> impl Stream<Item = String> {
    stream::iter(1..=posts).then(move |number| async move {
        sleep(Duration::from_millis(ms)).await;
        format!("{name} {number}")
    })
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let began = Instant::now();
    let now = || began.elapsed().as_millis();
    // ANCHOR: turns
    let (mut tea, mut rust) = (pin!(feed("tea", 3, 10)), pin!(feed("rust", 2, 100)));
    while let Some(post) = tea.next().await {
        println!("{} ms: {post}", now());
        if let Some(post) = rust.next().await {
            println!("{} ms: {post}", now());
        }
    }
    // ANCHOR_END: turns
    println!("select");
    let began = Instant::now();
    let now = || began.elapsed().as_millis();
    // ANCHOR: select
    let mut posts = pin!(stream::select(feed("tea", 3, 10), feed("rust", 2, 100)));
    while let Some(post) = posts.next().await {
        println!("{} ms: {post}", now());
    }
    // ANCHOR_END: select
    println!("{} ms: the end", now());
}
