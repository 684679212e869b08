use std::cell::RefCell;

use tokio::task::yield_now;

async fn mail(follower: &str) {
    yield_now().await; // sends it
    println!("mail to {follower}");
}

// ANCHOR: main
async fn announce(followers: &RefCell<Vec<String>>) {
    let now = followers.borrow().clone();
    for follower in &now {
        mail(follower).await;
    }
}
// ANCHOR_END: main

async fn follow(followers: &RefCell<Vec<String>>, name: &str) {
    followers.borrow_mut().push(name.to_owned());
    println!("{name} follows");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let followers = RefCell::new(vec!["ada".to_owned(), "bo".to_owned()]);
    tokio::join!(announce(&followers), follow(&followers, "cy"));
}
