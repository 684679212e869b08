use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::timeout;

// ANCHOR: main
type Visits = Mutex<HashMap<&'static str, u32>>;

async fn in_a_match(visits: &Visits) {
    match visits.lock().await.get("/tea").copied() {
        Some(count) => println!("/tea: {count}"),
        None => {
            visits.lock().await.insert("/tea", 1);
        }
    }
}

async fn before_the_match(visits: &Visits) {
    let known = visits.lock().await.get("/tea").copied();
    match known {
        Some(count) => println!("/tea: {count}"),
        None => {
            visits.lock().await.insert("/tea", 1);
        }
    }
}
// ANCHOR_END: main

async fn ends(name: &str, visit: impl Future<Output = ()>) {
    let ended = timeout(Duration::from_secs(60), visit).await.is_ok();
    let says = if ended {
        "ended"
    } else {
        "not ended after a minute"
    };
    println!("{name}: {says}");
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    ends("locked in the match", in_a_match(&Visits::default())).await;
    let before = Visits::default();
    ends("locked before the match", before_the_match(&before)).await;
}
