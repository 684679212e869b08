use std::pin::pin;
use std::time::Duration;

use futures::{StreamExt, stream};
use tokio::sync::Semaphore;
use tokio::time::{error::Elapsed, sleep, timeout};

/// One connection of the pool, for 10 ms.
async fn query(pool: &Semaphore) {
    let _connection = pool.acquire().await.unwrap();
    sleep(Duration::from_millis(10)).await;
}

// ANCHOR: buffered
async fn buffered(pool: &Semaphore) {
    let load = async |id: u64| {
        query(pool).await;
        id
    };
    let mut posts = pin!(stream::iter(1..=6).map(load).buffered(3));
    while let Some(id) = posts.next().await {
        query(pool).await; // count a view of the post
        println!("post {id} is done");
    }
}
// ANCHOR_END: buffered

// ANCHOR: each
async fn each(pool: &Semaphore) {
    let load_and_count = async |id: u64| {
        query(pool).await;
        query(pool).await;
        println!("post {id} is done");
    };
    stream::iter(1..=6)
        .for_each_concurrent(3, load_and_count)
        .await;
}
// ANCHOR_END: each

async fn within_an_hour(all: impl Future<Output = ()>) -> Result<(), Elapsed> {
    timeout(Duration::from_secs(3600), all).await
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let pool = Semaphore::new(2);
    println!("{:?}", within_an_hour(buffered(&pool)).await);
    // ANCHOR_END: main
    println!("{:?}", within_an_hour(each(&pool)).await);
}
