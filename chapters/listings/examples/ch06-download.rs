use std::time::Duration;

use futures::future::{join_all, try_join_all};
use serde_json::Value;
use tokio::time::{Instant, sleep};

// ANCHOR: site
/// A site in memory: how long a path takes, and what it answers.
async fn get(path: &str) -> Result<(u16, &'static str), &'static str> {
    let (ms, reply) = match path {
        "/tea" => (300, Ok((200, r#"{"title": "Tea", "words": 812}"#))),
        "/rust" => (200, Ok((200, r#"{"title": "Rust", "words": 5100}"#))),
        "/async" => (100, Ok((503, "<h1>Try again later</h1>"))),
        "/mdbook" => (50, Ok((200, r#"{"title": "mdB"#))),
        _ => (10, Err("the site hung up")),
    };
    sleep(Duration::from_millis(ms)).await;
    reply
}
// ANCHOR_END: site

// ANCHOR: words
async fn words(path: &str) -> Result<u64, String> {
    let (status, body) = get(path).await?;
    if status != 200 {
        return Err(format!("status {status}"));
    }
    let json: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    json["words"].as_u64().ok_or("no words".to_owned())
}
// ANCHOR_END: words

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    all_or_nothing().await;
    each_for_itself().await;
}

// ANCHOR: all
async fn all_or_nothing() {
    let began = Instant::now();
    let paths = ["/tea", "/rust", "/async", "/mdbook", "/gone"];
    match try_join_all(paths.map(words)).await {
        Ok(words) => println!("{words:?}"),
        Err(fault) => println!("{fault}, after {:?}", began.elapsed()),
    }
}
// ANCHOR_END: all

// ANCHOR: each
async fn each_for_itself() {
    let began = Instant::now();
    let paths = ["/tea", "/rust", "/async", "/mdbook", "/gone"];
    let ends = join_all(paths.map(words)).await;
    for (path, end) in paths.iter().zip(ends) {
        match end {
            Ok(words) => println!("{path}: {words} words"),
            Err(fault) => println!("{path}: {fault}"),
        }
    }
    println!("after {:?}", began.elapsed());
}
// ANCHOR_END: each
