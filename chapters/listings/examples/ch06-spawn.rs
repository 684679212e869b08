use std::time::Duration;

use tokio::time::sleep;

// ANCHOR: get
/// Requests `path` from a site that takes `ms` to answer.
async fn get(path: &str, ms: u64) -> usize {
    println!("{path} requested");
    sleep(Duration::from_millis(ms)).await;
    println!("{path} answered");
    path.len()
}
// ANCHOR_END: get

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() {
    tokio::spawn(get("/tea", 30));
    tokio::spawn(get("/rust", 20));
    println!("both are spawned");
}
// ANCHOR_END: main
