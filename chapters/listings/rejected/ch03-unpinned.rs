use std::time::Duration;
use tokio::time::sleep;

async fn word() -> &'static str {
    sleep(Duration::from_millis(300)).await;
    "bun"
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut word = word();
    tokio::select! {
        word = &mut word => println!("at once: {word}"),
        () = sleep(Duration::from_millis(100)) => println!("not yet"),
    }
    println!("later: {}", word.await);
}
