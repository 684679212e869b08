// ANCHOR: main
use std::time::Duration;

use kit::Recorder;
use tokio::time::sleep;

async fn ask(service: &str, latency: u64) -> String {
    sleep(Duration::from_millis(latency)).await;
    format!("{service}'s answer")
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    lab.watch("weather", ask("weather", 100)).await;
    lab.watch("news", ask("news", 200)).await;
    lab.watch("rates", ask("rates", 150)).await;
    println!("one after another\n{}", lab.timeline());

    let lab = Recorder::new();
    tokio::join!(
        lab.watch("weather", ask("weather", 100)),
        lab.watch("news", ask("news", 200)),
        lab.watch("rates", ask("rates", 150)),
    );
    println!("all at once\n{}", lab.timeline());
    lab.keep_beside_listing();
}
// ANCHOR_END: main
