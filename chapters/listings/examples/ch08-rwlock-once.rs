use std::time::Duration;

use tokio::sync::RwLock;
use tokio::time::{sleep, timeout};

type Site = RwLock<String>;

// ANCHOR: handle
async fn handle(site: &Site) -> String {
    let root = site.read().await;
    sleep(Duration::from_millis(10)).await; // asks a database for the title
    let link = link(&root, "/tea");
    format!("{link}, on {}", *root)
}

fn link(root: &str, path: &str) -> String {
    format!("{root}{path}")
}
// ANCHOR_END: handle

async fn reload(site: &Site) {
    sleep(Duration::from_millis(5)).await;
    "b.example".clone_into(&mut *site.write().await);
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let patience = Duration::from_millis(500);
    let site = RwLock::new("a.example".to_owned());
    println!("alone: {:?}", timeout(patience, handle(&site)).await);

    let (handled, ()) = tokio::join!(timeout(patience, handle(&site)), reload(&site));
    println!("with a reload: {handled:?}");
    println!("afterwards: {}", site.read().await);
}
