// ANCHOR: main
use std::time::Duration;

use futures::future::join_all;
use tokio::time::{Instant, sleep};

/// Serves one visitor; returns how long that took.
async fn serve() -> Duration {
    let start = Instant::now();
    sleep(Duration::from_millis(450)).await;
    start.elapsed()
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let mut each = Vec::new();
    for _ in 0..100 {
        each.push(serve().await);
    }
    report("one after another", &each, start.elapsed());

    let start = Instant::now();
    let each = join_all((0..100).map(|_| serve())).await;
    report("all at once", &each, start.elapsed());
}

fn report(how: &str, each: &[Duration], total: Duration) {
    let longest = each.iter().max().expect("there were visitors");
    let per_second = each.len() as f64 / total.as_secs_f64();
    println!("{how}: {longest:?} a visitor, {total:?} in all,");
    println!("    {per_second:.1} visitors a second");
}
// ANCHOR_END: main
