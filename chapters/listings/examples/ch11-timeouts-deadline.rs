use std::time::Duration;

use tokio::time::{Instant, sleep, timeout, timeout_at};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn say(began: Instant, what: &str) {
    println!("{:4} ms: {what}", began.elapsed().as_millis());
}

async fn price_with_limits(began: Instant) -> Option<&'static str> {
    if timeout(ms(800), cache(began)).await.is_err() {
        say(began, "the cache has not answered");
    }
    timeout(ms(800), database(began)).await.ok()
}

// ANCHOR: deadline
async fn price_by(deadline: Instant, began: Instant) -> Option<&'static str> {
    let soon = deadline.min(Instant::now() + ms(100)); // the cache gets a part of the time
    if timeout_at(soon, cache(began)).await.is_err() {
        say(began, "the cache has not answered");
    }
    timeout_at(deadline, database(began)).await.ok()
}
// ANCHOR_END: deadline

async fn cache(began: Instant) {
    say(began, "ask the cache");
    sleep(ms(10_000)).await;
}

async fn database(began: Instant) -> &'static str {
    say(began, "ask the database");
    sleep(ms(300)).await;
    say(began, "the database has answered");
    "27"
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let began = Instant::now();
    let price = timeout(ms(1000), price_with_limits(began)).await;
    say(began, &format!("a limit for each: {price:?}"));

    println!();
    let began = Instant::now();
    let price = price_by(began + ms(1000), began).await;
    say(began, &format!("one deadline: {price:?}"));
    // ANCHOR_END: main
}
