use std::sync::Mutex;
use std::time::Duration;

use tokio::time::sleep;

#[allow(
    clippy::await_holding_lock,
    reason = "the mistake that the page is about"
)]
// ANCHOR: main
async fn slow(total: &Mutex<u64>) {
    let mut total = total.lock().unwrap();
    let bytes = get("/tea").await;
    *total += bytes;
}

async fn quick(total: &Mutex<u64>) {
    match total.try_lock() {
        Ok(mut total) => *total += 1,
        Err(_) => println!("the total is locked: `lock` would block this thread"),
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let total = Mutex::new(0);
    tokio::join!(slow(&total), quick(&total));
    println!("{} bytes", total.lock().unwrap());
}
// ANCHOR_END: main

async fn get(path: &str) -> u64 {
    sleep(Duration::from_millis(100)).await;
    path.len() as u64
}
