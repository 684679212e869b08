use std::cell::Cell;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

// ANCHOR: main
/// Appends a line to the server's log.
async fn log(_path: &str, _visit: u32) {
    sleep(Duration::from_millis(1)).await;
}

async fn serve(path: &str, visits: &Cell<u32>) {
    let visit = visits.get() + 1;
    log(path, visit).await;
    visits.set(visit);
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let visits = Cell::new(0);
    join_all((0..100).map(|_| serve("/tea", &visits))).await;
    println!("100 requests, {} counted", visits.get());
}
// ANCHOR_END: main
