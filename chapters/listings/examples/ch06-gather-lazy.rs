use std::time::Duration;

use tokio::time::{Instant, sleep};

// ANCHOR: get
async fn get(path: &'static str, ms: u64) -> usize {
    sleep(Duration::from_millis(ms)).await;
    path.len()
}
// ANCHOR_END: get

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    println!("lazy");
    lazy().await;
    println!("collected");
    collected().await;
}

// ANCHOR: lazy
async fn lazy() {
    let began = Instant::now();
    let paths = [("/tea", 30), ("/rust", 20), ("/async", 40)];
    let tasks = paths
        .into_iter()
        .map(|(path, ms)| tokio::spawn(get(path, ms)));
    for task in tasks {
        println!("{} bytes", task.await.unwrap());
    }
    println!("after {} ms", began.elapsed().as_millis());
}
// ANCHOR_END: lazy

// ANCHOR: collected
async fn collected() {
    let began = Instant::now();
    let paths = [("/tea", 30), ("/rust", 20), ("/async", 40)];
    let tasks: Vec<_> = paths
        .into_iter()
        .map(|(path, ms)| tokio::spawn(get(path, ms)))
        .collect();
    for task in tasks {
        println!("{} bytes", task.await.unwrap());
    }
    println!("after {} ms", began.elapsed().as_millis());
}
// ANCHOR_END: collected
