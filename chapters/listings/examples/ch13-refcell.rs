#![expect(
    clippy::await_holding_refcell_ref,
    reason = "the page is about this mistake"
)]

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use tokio::task::yield_now;

// ANCHOR: main
async fn mail(follower: &str) {
    yield_now().await; // sends it
    println!("mail to {follower}");
}

async fn announce(followers: &RefCell<Vec<String>>) {
    for follower in followers.borrow().iter() {
        mail(follower).await;
    }
}

async fn follow(followers: &RefCell<Vec<String>>, name: &str) {
    followers.borrow_mut().push(name.to_owned());
    println!("{name} follows");
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: run
    let followers = RefCell::new(vec!["ada".to_owned(), "bo".to_owned()]);
    let followed = AssertUnwindSafe(follow(&followers, "cy")).catch_unwind();
    let ((), followed) = tokio::join!(announce(&followers), followed);
    println!("followed: {}", followed.is_ok());
    // ANCHOR_END: run
}
