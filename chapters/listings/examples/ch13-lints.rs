#![expect(
    clippy::await_holding_lock,
    clippy::let_underscore_future,
    reason = "the page is about these mistakes"
)]

use std::sync::Mutex;

use tokio::task::yield_now;

// ANCHOR: main
async fn mail(follower: &str) {
    yield_now().await; // sends it
    println!("mail to {follower}");
}

async fn announce(followers: &Mutex<Vec<String>>) {
    let followers = followers.lock().unwrap();
    for follower in followers.iter() {
        mail(follower).await;
    }
    let _ = mail("the author");
}

fn report(outcome: Result<(), String>) {
    let _ = outcome;
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread")]
async fn main() {
    announce(&Mutex::new(vec!["ada".to_owned()])).await;
    report(Err("the mail server is busy".to_owned()));
}
