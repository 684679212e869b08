//! Two tests of a cache for a price, run against the right one and three mutants.

use std::time::Duration;

use tokio::time::{Instant, sleep};

#[path = "ch14-mutants/cached.rs"]
mod cached;
#[path = "ch14-tests/passes.rs"]
mod passes;
#[path = "ch14-tests/mod.rs"]
mod tests;

use cached::Cached;
use passes::passes;
use tests::on_a_paused_runtime;

// ANCHOR: trait
trait Cache: Default {
    async fn get(&mut self, ask: impl AsyncFnOnce() -> u32) -> u32;
}

impl Cache for Cached {
    async fn get(&mut self, ask: impl AsyncFnOnce() -> u32) -> u32 {
        self.get(ask).await
    }
}
// ANCHOR_END: trait

#[derive(Default)]
struct AsksEachTime;

impl Cache for AsksEachTime {
    async fn get(&mut self, ask: impl AsyncFnOnce() -> u32) -> u32 {
        ask().await
    }
}

#[derive(Default)]
struct NeverAsksAgain(Option<u32>);

impl Cache for NeverAsksAgain {
    async fn get(&mut self, ask: impl AsyncFnOnce() -> u32) -> u32 {
        if let Some(price) = self.0 {
            return price;
        }
        *self.0.insert(ask().await)
    }
}

// ANCHOR: question
/// Counts the minute from the question.
#[derive(Default)]
struct FromTheQuestion(Option<(Instant, u32)>);

impl Cache for FromTheQuestion {
    async fn get(&mut self, ask: impl AsyncFnOnce() -> u32) -> u32 {
        let now = Instant::now();
        match self.0 {
            Some((asked, price)) if now - asked < Duration::from_secs(60) => price,
            _ => self.0.insert((now, ask().await)).1,
        }
    }
}
// ANCHOR_END: question

// ANCHOR: weak
async fn weak<C: Cache>() {
    let mut price = C::default();
    assert_eq!(price.get(async || 300).await, 300);
    assert_eq!(price.get(async || 350).await, 300);
}
// ANCHOR_END: weak

// ANCHOR: better
async fn better<C: Cache>() {
    let mut price = C::default();
    // The answer takes 20 s.
    let slow = async || {
        sleep(Duration::from_secs(20)).await;
        300
    };
    assert_eq!(price.get(slow).await, 300);
    sleep(Duration::from_secs(59)).await;
    assert_eq!(price.get(async || 350).await, 300, "59 s old");
    sleep(Duration::from_secs(1)).await;
    assert_eq!(price.get(async || 350).await, 350, "60 s old");
}
// ANCHOR_END: better

// ANCHOR: main
fn run(name: &str, test: impl Future<Output = ()>) {
    let passes = passes(|| on_a_paused_runtime(test));
    println!("  {}: {name}", if passes { "passes" } else { "fails " });
}

fn main() {
    println!("weak");
    run("the right one", weak::<Cached>());
    run("asks each time", weak::<AsksEachTime>());
    run("never asks again", weak::<NeverAsksAgain>());
    run("counts from the question", weak::<FromTheQuestion>());
    println!("better");
    run("the right one", better::<Cached>());
    run("asks each time", better::<AsksEachTime>());
    run("never asks again", better::<NeverAsksAgain>());
    run("counts from the question", better::<FromTheQuestion>());
}
// ANCHOR_END: main
