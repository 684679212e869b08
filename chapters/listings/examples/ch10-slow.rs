use std::time::Duration;

use futures::{StreamExt, stream};
use kit::Recorder;
use tokio::time::{Instant, sleep, timeout};

/// The site accepts the connection after `ms` milliseconds, and answers 10 ms later.
async fn get((id, ms): (u64, u64)) -> String {
    let began = Instant::now();
    // ANCHOR: request
    let request = async {
        sleep(Duration::from_millis(ms)).await; // connect
        sleep(Duration::from_millis(10)).await; // read
    };
    let reply = timeout(Duration::from_millis(100), request).await;
    // ANCHOR_END: request
    let took = began.elapsed().as_millis();
    match reply {
        Ok(()) => format!("post {id} after {took} ms"),
        Err(_) => format!("post {id} timed out after {took} ms"),
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, began) = (Recorder::new(), Instant::now());
    let get = |(id, ms)| lab.watch(format!("post {id}"), get((id, ms)));
    let reader = async {
        // ANCHOR: main
        let mut posts = stream::iter([(1, 10), (2, 30), (3, 50)])
            .map(get)
            .buffer_unordered(3);
        while let Some(post) = posts.next().await {
            println!("{:4} ms: {post}", began.elapsed().as_millis());
            sleep(Duration::from_millis(500)).await; // work with the post
        }
        // ANCHOR_END: main
    };
    lab.watch("reader", reader).await;
    lab.keep_beside_listing();
}
