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
    let in_turn = Recorder::new();
    in_turn.watch("weather", ask("weather", 100)).await;
    in_turn.watch("news", ask("news", 200)).await;
    in_turn.watch("rates", ask("rates", 150)).await;
    println!("one after another\n{}", in_turn.timeline());

    let at_once = Recorder::new();
    tokio::join!(
        at_once.watch("weather", ask("weather", 100)),
        at_once.watch("news", ask("news", 200)),
        at_once.watch("rates", ask("rates", 150)),
    );
    println!("all at once\n{}", at_once.timeline());

    let both = Recorder::new();
    both.absorb([in_turn, at_once]);
    both.keep_beside_listing();
}
// ANCHOR_END: main
