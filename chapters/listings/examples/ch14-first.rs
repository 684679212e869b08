//! Four tests of a function that is wrong. Which of them notice?

use tokio::task::yield_now;

#[path = "ch14-tests/mod.rs"]
mod tests;

use tests::{on_a_runtime, report};

// ANCHOR: price
/// The price of an item in cents: 300 for tea.
async fn price(item: &str) -> u32 {
    yield_now().await;
    if item == "tea" { 250 } else { 100 }
}
// ANCHOR_END: price

// ANCHOR: tests
async fn awaits() {
    assert_eq!(price("tea").await, 300, "tea");
}

async fn spawns() {
    tokio::spawn(async {
        assert_eq!(price("tea").await, 300, "tea");
    });
    yield_now().await;
    yield_now().await;
}

async fn forgets() {
    let _check = async {
        assert_eq!(price("tea").await, 300, "tea");
    };
}

async fn joins() {
    let check = tokio::spawn(async {
        assert_eq!(price("tea").await, 300, "tea");
    });
    check.await.expect("the check does not panic");
}
// ANCHOR_END: tests

// ANCHOR: main
fn main() {
    report("awaits", || on_a_runtime(awaits()));
    report("spawns", || on_a_runtime(spawns()));
    report("forgets", || on_a_runtime(forgets()));
    report("joins", || on_a_runtime(joins()));
}
// ANCHOR_END: main
