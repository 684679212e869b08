use std::future::poll_fn;
use std::mem;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use futures::executor::LocalPool;
use futures::task::LocalSpawnExt;
use tokio::runtime::Builder;
use tokio::task::JoinSet;

#[path = "ch04-tasks/executor.rs"]
mod executor;
use executor::Executor;

// ANCHOR: walk
type Trail = Arc<Mutex<String>>;

/// Appends its name three times, and wakes itself after each.
async fn walk(name: char, trail: Trail) {
    for _ in 0..3 {
        trail.lock().unwrap().push(name);
        let mut waited = false;
        poll_fn(|cx| {
            if mem::replace(&mut waited, true) {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }
}
// ANCHOR_END: walk

// ANCHOR: main
fn ours(trail: &Trail) {
    let mut executor = Executor::default();
    for name in 'a'..='c' {
        executor.spawn(walk(name, trail.clone()));
    }
    executor.run();
}

fn local_pool(trail: &Trail) {
    let mut pool = LocalPool::new();
    for name in 'a'..='c' {
        pool.spawner()
            .spawn_local(walk(name, trail.clone()))
            .unwrap();
    }
    pool.run();
}

fn current_thread(trail: &Trail) {
    Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(async {
            let tasks: JoinSet<()> = ('a'..='c').map(|name| walk(name, trail.clone())).collect();
            tasks.join_all().await;
        });
}

fn one_worker(trail: &Trail) {
    let runtime = Builder::new_multi_thread().worker_threads(1).build();
    runtime.unwrap().block_on(async {
        let trail = trail.clone();
        let spawner = tokio::spawn(async move {
            let tasks: JoinSet<()> = ('a'..='c').map(|name| walk(name, trail.clone())).collect();
            tasks.join_all().await;
        });
        spawner.await.unwrap();
    });
}

fn main() {
    show("this chapter's", ours);
    show("LocalPool", local_pool);
    show("current_thread", current_thread);
    show("multi_thread", one_worker);
}

fn show(name: &str, run: fn(&Trail)) {
    let trail = Trail::default();
    run(&trail);
    println!("{name:15} {}", trail.lock().unwrap());
}
// ANCHOR_END: main
