use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

async fn get(path: &str) -> u64 {
    sleep(Duration::from_millis(10)).await;
    path.len() as u64
}

// ANCHOR: across
async fn across(total: Arc<Mutex<u64>>) {
    let mut total = total.lock().await;
    *total += get("/tea").await;
}
// ANCHOR_END: across

// ANCHOR: after
async fn after(total: Arc<Mutex<u64>>) {
    let bytes = get("/tea").await;
    *total.lock().await += bytes;
}
// ANCHOR_END: after

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (total, began) = (Arc::new(Mutex::new(0)), Instant::now());
    let tasks = [(); 8].map(|()| tokio::spawn(across(Arc::clone(&total))));
    for task in tasks {
        task.await.unwrap();
    }
    println!("locked across the await: {:?}", began.elapsed());

    let began = Instant::now();
    let tasks = [(); 8].map(|()| tokio::spawn(after(Arc::clone(&total))));
    for task in tasks {
        task.await.unwrap();
    }
    println!("locked after it: {:?}", began.elapsed());
}
// ANCHOR_END: main
