use std::time::Duration;

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: main
async fn session(device: &'static str, stop: CancellationToken) {
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            () = ms(20) => {}
        }
        println!("{device}: message begins");
        ms(30).await;
        println!("{device}: message ends");
    }
    println!("{device}: goodbye");
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let stop = CancellationToken::new();
    tokio::spawn(session("pump", stop.child_token()));
    ms(35).await;
    stop.cancel();
    println!("stopped: {}", stop.is_cancelled());
}
// ANCHOR_END: main
