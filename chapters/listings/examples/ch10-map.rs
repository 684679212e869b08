use std::cell::RefCell;
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use tokio::time::{Instant, sleep};

#[derive(Default)]
struct Store {
    posts: RefCell<Vec<u64>>,
}

impl Store {
    async fn save(&self, post: u64) {
        sleep(Duration::from_millis(10)).await;
        self.posts.borrow_mut().push(post);
    }
}

fn posts() -> impl Stream<Item = u64> {
    stream::iter(1..=5)
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let began = Instant::now();
    // ANCHOR: map
    let store = Store::default();
    let count = posts().map(|post| store.save(post)).count().await;
    println!(
        "map: {count} counted, {} stored",
        store.posts.borrow().len()
    );
    // ANCHOR_END: map
    println!("{} ms", began.elapsed().as_millis());
    // ANCHOR: then
    let store = Store::default();
    let count = posts().then(|post| store.save(post)).count().await;
    println!(
        "then: {count} counted, {} stored",
        store.posts.borrow().len()
    );
    // ANCHOR_END: then
    println!("{} ms", began.elapsed().as_millis());
}
