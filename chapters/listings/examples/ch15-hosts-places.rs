use std::collections::BTreeMap;
use std::pin::pin;
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use kit::Recorder;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};

const LINKS: [&str; 8] = [
    "slow/1", "slow/2", "slow/3", "slow/4", "tea/1", "web/1", "tea/2", "zoo/1",
];

fn host(link: &str) -> &str {
    link.split_once('/').map_or(link, |(host, _)| host)
}

async fn check(link: &'static str) -> &'static str {
    let takes = if host(link) == "slow" { 100 } else { 10 };
    sleep(Duration::from_millis(takes)).await;
    link
}

async fn print(checked: impl Stream<Item = &'static str>) {
    let began = Instant::now();
    let mut checked = pin!(checked);
    while let Some(link) = checked.next().await {
        println!("{:3} ms: {link}", began.elapsed().as_millis());
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let labs = [Recorder::new(), Recorder::new()];
    println!("a semaphore for each host, inside");
    let lab = labs[0].clone();
    // ANCHOR: naive
    let host_places: BTreeMap<_, _> = LINKS.map(|link| (host(link), Semaphore::new(1))).into();
    let checked = stream::iter(LINKS)
        .map(|link| {
            let places = &host_places[host(link)];
            lab.watch(link, async move {
                let _place = places.acquire().await.expect("it is never closed");
                check(link).await
            })
        })
        .buffer_unordered(3);
    print(checked).await;
    // ANCHOR_END: naive
    println!("a queue for each host, and a semaphore in all");
    let lab = &labs[1];
    // ANCHOR: queues
    let in_all = &Semaphore::new(3);
    let mut queues: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for link in LINKS {
        queues.entry(host(link)).or_default().push(link);
    }
    let of_hosts = queues.into_values().map(|links| {
        stream::iter(links)
            .map(move |link| async move {
                let _place = in_all.acquire().await.expect("it is never closed");
                lab.watch(link, check(link)).await
            })
            .buffer_unordered(1) // the limit of the host
    });
    print(stream::select_all(of_hosts)).await;
    // ANCHOR_END: queues
    let lab = Recorder::new();
    lab.absorb(labs);
    lab.keep_beside_listing();
}
