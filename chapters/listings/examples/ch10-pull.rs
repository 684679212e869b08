use std::cell::Cell;
use std::pin::pin;
use std::time::Duration;

use futures::{StreamExt, stream};
use tokio::time::sleep;

#[derive(Default)]
struct Site {
    requests: Cell<u32>,
}

// ANCHOR: site
impl Site {
    async fn page(&self, number: u32) -> String {
        self.requests.set(self.requests.get() + 1);
        sleep(Duration::from_millis(10)).await;
        format!("page {number}")
    }
}
// ANCHOR_END: site

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let site = Site::default();
    // ANCHOR: main
    let pages = stream::iter(1..=3).then(|number| site.page(number));

    sleep(Duration::from_secs(1)).await;
    println!("{} requests after a second", site.requests.get());

    let mut pages = pin!(pages);
    println!("{:?}", pages.next().await);
    sleep(Duration::from_secs(1)).await;
    println!("{} requests another second later", site.requests.get());

    let rest: Vec<String> = pages.collect().await;
    println!("{rest:?}, {} requests", site.requests.get());
    // ANCHOR_END: main
}
