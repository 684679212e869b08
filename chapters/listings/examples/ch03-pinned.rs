use std::pin::pin;
use std::time::Duration;
use tokio::time::sleep;

async fn word() -> &'static str {
    sleep(Duration::from_millis(300)).await;
    "bun"
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut word = pin!(word());
    tokio::select! {
        word = &mut word => println!("at once: {word}"),
        () = sleep(Duration::from_millis(100)) => println!("not yet"),
    }
    println!("later: {}", word.await);
}
// ANCHOR_END: main
