use std::cell::Cell;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

/// Appends a line to the server's log.
async fn log(_path: &str) {
    sleep(Duration::from_millis(1)).await;
}

// ANCHOR: serve
async fn serve(path: &str, visits: &Cell<u32>) {
    log(path).await;
    let visit = visits.get() + 1;
    visits.set(visit);
}
// ANCHOR_END: serve

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let visits = Cell::new(0);
    join_all((0..100).map(|_| serve("/tea", &visits))).await;
    println!("100 requests, {} counted", visits.get());
}
