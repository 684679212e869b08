use std::time::Duration;

use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

const LIMIT: Duration = Duration::from_millis(50);

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: main
async fn restart(device: &str) -> Result<(), String> {
    ms(80).await;
    println!("{device} restarts");
    Ok(())
}

async fn refuse(device: &str) -> Result<(), String> {
    ms(10).await;
    Err(format!("{device} refuses"))
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let handle = tokio::spawn(restart("pump"));
    println!("pump in time: {}", timeout(LIMIT, handle).await.is_ok());
    ms(100).await;

    let handle = AbortOnDropHandle::new(tokio::spawn(restart("valve")));
    println!("valve in time: {}", timeout(LIMIT, handle).await.is_ok());
    ms(100).await;

    println!(
        "meter in time: {}",
        timeout(LIMIT, refuse("meter")).await.is_ok()
    );
}
// ANCHOR_END: main
