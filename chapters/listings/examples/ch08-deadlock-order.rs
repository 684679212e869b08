use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};

#[derive(Default)]
struct Site {
    pages: Mutex<Vec<&'static str>>,
    index: Mutex<Vec<&'static str>>,
    /// What each request does at the moment, to be printed if it hangs.
    status: std::sync::Mutex<BTreeMap<&'static str, &'static str>>,
}

async fn publish(site: &Site) {
    let mut pages = site.pages.lock().await;
    pages.push("/tea");
    write_to_disk().await;
    site.says("publish", "has pages, waits for index");
    site.index.lock().await.push("/tea");
    site.says("publish", "has ended");
}

// ANCHOR: withdraw
async fn withdraw(site: &Site) {
    let mut pages = site.pages.lock().await;
    let mut index = site.index.lock().await;
    index.retain(|path| *path != "/rust");
    write_to_disk().await;
    pages.retain(|path| *path != "/rust");
    site.says("withdraw", "has ended");
}
// ANCHOR_END: withdraw

async fn serve(site: &Site) {
    let both = async { tokio::join!(publish(site), withdraw(site)) };
    if timeout(Duration::from_secs(60), both).await.is_err() {
        println!("not ended after a minute:");
    }
    for (request, status) in &*site.status.lock().unwrap() {
        println!("{request} {status}");
    }
}

impl Site {
    fn says(&self, request: &'static str, status: &'static str) {
        self.status.lock().unwrap().insert(request, status);
    }
}

async fn write_to_disk() {
    sleep(Duration::from_millis(10)).await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    serve(&Site::default()).await;
}
