use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Duration;

use futures::stream::FuturesUnordered;
use futures::{StreamExt, stream};
use tokio::time::sleep;

async fn check(link: u32) -> u32 {
    sleep(Duration::from_millis(10)).await;
    link
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let taken = Cell::new(0);
    let links = || (0..100_000).inspect(|_| taken.set(taken.get() + 1));

    let mut all: FuturesUnordered<_> = links().map(check).collect();
    all.next().await;
    println!(
        "a future for each: {} taken before the first result",
        taken.take()
    );

    let mut queues: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for link in links() {
        queues.entry(link % 50).or_default().push(link);
    }
    let of_hosts = queues.into_values();
    let of_hosts = of_hosts.map(|links| stream::iter(links).map(check).buffer_unordered(1));
    stream::select_all(of_hosts).next().await;
    println!("a queue for each host: {}", taken.take());

    stream::iter(links())
        .map(check)
        .buffer_unordered(16)
        .next()
        .await;
    println!("buffer_unordered(16): {}", taken.take());
    // ANCHOR_END: main
}
