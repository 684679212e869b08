use std::pin::pin;
use std::time::Duration;
use tokio::time::sleep;

async fn reply() -> &'static str {
    sleep(Duration::from_millis(300)).await;
    "200 OK"
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut reply = pin!(reply());
    tokio::select! {
        reply = &mut reply => println!("at once: {reply}"),
        () = sleep(Duration::from_millis(100)) => println!("not yet"),
    }
    println!("later: {}", reply.await);
}
// ANCHOR_END: main
