use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

// ANCHOR: get
#[derive(Default)]
struct Cache {
    pages: Mutex<HashMap<String, String>>,
}

impl Cache {
    async fn get(&self, path: &str) -> String {
        if let Some(page) = self.pages.lock().unwrap().get(path) {
            return page.clone();
        }
        let page = fetch(path).await;
        let mut pages = self.pages.lock().unwrap();
        pages.insert(path.to_owned(), page.clone());
        page
    }
}
// ANCHOR_END: get

async fn fetch(path: &str) -> String {
    println!("fetching {path}");
    sleep(Duration::from_millis(30)).await;
    format!("page of {path}")
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let cache = Cache::default();
    // ANCHOR: main
    join_all((0..3).map(|_| cache.get("/tea"))).await;
    println!("once more");
    cache.get("/tea").await;
    // ANCHOR_END: main
}
