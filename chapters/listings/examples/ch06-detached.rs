use std::time::Duration;

use tokio::time::{sleep, timeout};

async fn get(path: &str, ms: u64) -> usize {
    println!("{path} requested");
    sleep(Duration::from_millis(ms)).await;
    println!("{path} answered");
    path.len()
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    drop(tokio::spawn(get("/tea", 30)));

    let rust = tokio::spawn(get("/rust", 40));
    match timeout(Duration::from_millis(10), rust).await {
        Ok(bytes) => println!("/rust: {bytes:?}"),
        Err(_) => println!("/rust took too long"),
    }

    sleep(Duration::from_millis(100)).await;
    println!("main returns");
}
// ANCHOR_END: main
