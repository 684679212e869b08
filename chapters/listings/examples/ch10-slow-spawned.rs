use std::time::Duration;

use futures::{StreamExt, stream};
use tokio::time::{Instant, sleep, timeout};

async fn get((id, ms): (u64, u64)) -> String {
    let began = Instant::now();
    let request = async {
        sleep(Duration::from_millis(ms)).await; // connect
        sleep(Duration::from_millis(10)).await; // read
    };
    let reply = timeout(Duration::from_millis(100), request).await;
    let took = began.elapsed().as_millis();
    match reply {
        Ok(()) => format!("post {id} after {took} ms"),
        Err(_) => format!("post {id} timed out after {took} ms"),
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let began = Instant::now();
    // ANCHOR: spawn
    let mut posts = stream::iter([(1, 10), (2, 30), (3, 50)])
        .map(|post| tokio::spawn(get(post)))
        .buffer_unordered(3);
    while let Some(post) = posts.next().await {
        println!("{:4} ms: {}", began.elapsed().as_millis(), post.unwrap());
        sleep(Duration::from_millis(500)).await; // work with the post
    }
    // ANCHOR_END: spawn

    println!("for_each_concurrent");
    let began = Instant::now();
    // ANCHOR: each
    stream::iter([(1, 10), (2, 30), (3, 50)])
        .for_each_concurrent(3, async |post| {
            let post = get(post).await;
            println!("{:4} ms: {post}", began.elapsed().as_millis());
            sleep(Duration::from_millis(500)).await; // work with the post
        })
        .await;
    // ANCHOR_END: each
    println!("{:4} ms: the end", began.elapsed().as_millis());
}
