use std::time::Duration;

use kit::Recorder;
use tokio::time::sleep;

async fn get(path: &str, ms: u64) -> usize {
    println!("{path} requested");
    sleep(Duration::from_millis(ms)).await;
    println!("{path} answered");
    path.len()
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let tea = lab.spawn("/tea", get("/tea", 30));
    let rust = lab.spawn("/rust", get("/rust", 20));
    println!("both are spawned");

    let tea = lab.watch("main: /tea", tea).await.unwrap();
    let rust = lab.watch("main: /rust", rust).await.unwrap();
    println!("{} bytes", tea + rust);
    // ANCHOR_END: main
    lab.keep_beside_listing();
}
