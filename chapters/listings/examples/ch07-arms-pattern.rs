use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: ask
async fn ask(device: &'static str, delay: u64) -> Result<&'static str, String> {
    ms(delay).await;
    match device {
        "valve" => Err(format!("{device} has no power")),
        _ => Ok(device),
    }
}

fn ask_all() -> JoinSet<Result<&'static str, String>> {
    let mut replies = JoinSet::new();
    for (device, delay) in [("pump", 10), ("valve", 20), ("meter", 30)] {
        replies.spawn(ask(device, delay));
    }
    replies
}
// ANCHOR_END: ask

async fn with_pattern(mut replies: JoinSet<Result<&'static str, String>>) {
    // ANCHOR: pattern
    while !replies.is_empty() {
        tokio::select! {
            biased;
            Some(Ok(Ok(device))) = replies.join_next() => println!("{device} has replied"),
            () = ms(100) => println!("nothing for 100 ms"),
        }
    }
    // ANCHOR_END: pattern
}

async fn with_match(mut replies: JoinSet<Result<&'static str, String>>) {
    // ANCHOR: match
    loop {
        tokio::select! {
            biased;
            reply = replies.join_next() => match reply {
                Some(Ok(Ok(device))) => println!("{device} has replied"),
                Some(Ok(Err(error))) => println!("{error}"),
                Some(Err(error)) => println!("a task failed: {error}"),
                None => break,
            },
            () = ms(100) => println!("nothing for 100 ms"),
        }
    }
    // ANCHOR_END: match
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let patience = Duration::from_secs(1);
    println!("with a pattern:");
    timeout(patience, with_pattern(ask_all())).await.unwrap();
    println!("with a match:");
    timeout(patience, with_match(ask_all())).await.unwrap();
}
