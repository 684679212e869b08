use std::time::Duration;

use tokio::time::{Instant, sleep};

/// What a page of the feed answers.
async fn get(page: &str) -> Result<&'static str, u16> {
    sleep(Duration::from_millis(20)).await;
    Err(if page == "/changes" { 404 } else { 503 })
}

// ANCHOR: naive
async fn get_again(page: &str) -> Result<&'static str, u16> {
    let mut wait = Duration::from_secs(1);
    for _ in 0..5 {
        match get(page).await {
            Ok(changes) => return Ok(changes),
            Err(status) => println!("status {status}"),
        }
        sleep(wait).await;
        wait *= 2;
    }
    get(page).await
}
// ANCHOR_END: naive

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let began = Instant::now();
    let outcome = get_again("/changes").await;
    println!("{outcome:?} after {} s", began.elapsed().as_secs());
}
