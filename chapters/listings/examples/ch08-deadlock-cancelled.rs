use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};

// ANCHOR: main
#[derive(Default)]
struct Site {
    drafts: Mutex<Vec<&'static str>>,
    pages: Mutex<Vec<&'static str>>,
}

async fn take_check_give(site: &Site) {
    let draft = site.drafts.lock().await.pop().unwrap();
    check_links(draft).await;
    site.pages.lock().await.push(draft);
}

async fn check_take_give(site: &Site) {
    let mut drafts = site.drafts.lock().await;
    let mut pages = site.pages.lock().await;
    check_links(drafts[0]).await;
    // No await from here on.
    let draft = drafts.pop().unwrap();
    pages.push(draft);
}
// ANCHOR_END: main

async fn check_links(_draft: &str) {
    sleep(Duration::from_millis(20)).await;
}

/// Runs `publish` for 10 ms, and drops it.
async fn cancelled(name: &str, publish: impl AsyncFnOnce(&Site)) {
    let site = Site::default();
    site.drafts.lock().await.push("/tea");
    let patience = Duration::from_millis(10);
    assert!(timeout(patience, publish(&site)).await.is_err());
    let (drafts, pages) = (site.drafts.lock().await, site.pages.lock().await);
    println!("{name}: drafts {drafts:?}, pages {pages:?}");
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    cancelled("take, check, give", take_check_give).await;
    cancelled("check, take, give", check_take_give).await;
}
