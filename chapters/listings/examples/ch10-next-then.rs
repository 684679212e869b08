use std::cell::RefCell;
use std::time::Duration;

use futures::{StreamExt, stream};
use tokio::time::{sleep, timeout};

#[derive(Default)]
struct Store {
    posts: RefCell<Vec<u64>>,
}

impl Store {
    /// Takes 10 ms, and 30 ms for post 2.
    async fn save(&self, post: u64) {
        sleep(Duration::from_millis(if post == 2 { 30 } else { 10 })).await;
        self.posts.borrow_mut().push(post);
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: naive
    let (mut posts, store) = (stream::iter(1..=4), Store::default());
    loop {
        let step = async {
            let post = posts.next().await?;
            store.save(post).await; // 10 ms, and 30 ms for post 2
            Some(post)
        };
        match timeout(Duration::from_millis(20), step).await {
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(_) => println!("no post for 20 ms"),
        }
    }
    println!("stored: {:?}", store.posts.borrow());
    // ANCHOR_END: naive

    // ANCHOR: apart
    let (mut posts, store) = (stream::iter(1..=4), Store::default());
    loop {
        match timeout(Duration::from_millis(20), posts.next()).await {
            Ok(Some(post)) => store.save(post).await,
            Ok(None) => break,
            Err(_) => println!("no post for 20 ms"),
        }
    }
    println!("stored: {:?}", store.posts.borrow());
    // ANCHOR_END: apart
}
