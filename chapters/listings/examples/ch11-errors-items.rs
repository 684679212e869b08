use std::time::Duration;

use futures::future::{join_all, try_join_all};
use tokio::time::{Instant, sleep};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[derive(Debug)]
#[expect(dead_code, reason = "printed with Debug")]
struct NoSuchItem(&'static str);

// ANCHOR: quote
async fn quote((name, wait): (&'static str, u64)) -> Result<u32, NoSuchItem> {
    sleep(ms(wait)).await;
    println!("{wait} ms: a reply for {name}");
    match name {
        "tni" => Err(NoSuchItem(name)),
        name => Ok(name.len() as u32),
    }
}
// ANCHOR_END: quote

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: all
    let names = [("copper", 10), ("tni", 20), ("salt", 30)];
    let prices = try_join_all(names.map(quote)).await;
    println!("{prices:?}");
    // ANCHOR_END: all
    println!("---");
    // ANCHOR: each
    let began = Instant::now();
    let prices = join_all(names.map(quote)).await;
    println!("{prices:?} after {:?}", began.elapsed());
    let (good, bad): (Vec<_>, Vec<_>) = prices.into_iter().partition(Result::is_ok);
    println!("{} good, {} bad", good.len(), bad.len());
    // ANCHOR_END: each
}
