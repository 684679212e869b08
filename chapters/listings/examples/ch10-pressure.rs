use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// How many posts have been loaded and not been saved: now, and at most.
#[derive(Default)]
struct Held {
    now: AtomicUsize,
    most: AtomicUsize,
}

/// A thousand posts, 1 ms each. `held` counts those that are loaded and not saved.
fn load(held: &Held) -> impl Stream<Item = u64> {
    stream::iter(1..=1000).then(async |id| {
        sleep(Duration::from_millis(1)).await;
        held.add();
        id
    })
}

async fn save(_post: u64, held: &Held) {
    sleep(Duration::from_millis(10)).await;
    held.subtract();
}

// ANCHOR: pulled
async fn one_by_one(held: &Held) {
    load(held).for_each(|post| save(post, held)).await;
}

async fn four_at_once(held: &Held) {
    load(held)
        .for_each_concurrent(4, |post| save(post, held))
        .await;
}
// ANCHOR_END: pulled

// ANCHOR: collect
async fn collect_first(held: &Held) {
    let posts: Vec<u64> = load(held).collect().await;
    stream::iter(posts).for_each(|post| save(post, held)).await;
}
// ANCHOR_END: collect

// ANCHOR: spawn
async fn task_for_each(held: &Arc<Held>) {
    let (permits, mut tasks) = (Arc::new(Semaphore::new(4)), JoinSet::new());
    let mut posts = pin!(load(held));
    while let Some(post) = posts.next().await {
        let (permits, held) = (permits.clone(), held.clone());
        tasks.spawn(async move {
            let _permit = permits.acquire().await.unwrap();
            save(post, &held).await;
        });
    }
    tasks.join_all().await;
}
// ANCHOR_END: spawn

// ANCHOR: channel
async fn bounded_channel(held: &Held) {
    let (sender, mut receiver) = mpsc::channel(8);
    let loader = async move {
        let mut posts = pin!(load(held));
        while let Some(post) = posts.next().await {
            sender.send(post).await.unwrap();
        }
    };
    let saver = async {
        while let Some(post) = receiver.recv().await {
            save(post, held).await;
        }
    };
    tokio::join!(loader, saver);
}
// ANCHOR_END: channel

async fn unbounded_channel(held: &Held) {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let loader = async move {
        let mut posts = pin!(load(held));
        while let Some(post) = posts.next().await {
            sender.send(post).unwrap();
        }
    };
    let saver = async {
        while let Some(post) = receiver.recv().await {
            save(post, held).await;
        }
    };
    tokio::join!(loader, saver);
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    measure("for_each", async |held| one_by_one(held).await).await;
    measure("for_each_concurrent", async |held| four_at_once(held).await).await;
    measure("collect, then save", async |held| collect_first(held).await).await;
    measure("a task for each", async |held| task_for_each(held).await).await;
    measure("a channel for 8", async |held| bounded_channel(held).await).await;
    measure("an unbounded channel", async |held| {
        unbounded_channel(held).await
    })
    .await;
}

async fn measure(name: &str, run: impl AsyncFn(&Arc<Held>)) {
    let held = Arc::default();
    run(&held).await;
    println!("{name:20} {:4} held at most", held.most.load(Relaxed));
}

impl Held {
    fn add(&self) {
        let now = self.now.fetch_add(1, Relaxed) + 1;
        self.most.fetch_max(now, Relaxed);
    }

    fn subtract(&self) {
        self.now.fetch_sub(1, Relaxed);
    }
}
