use std::pin::pin;
use std::time::Duration;
use tokio::time::sleep;

async fn reply() -> &'static str {
    sleep(Duration::from_millis(300)).await;
    "200 OK"
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let mut reply = pin!(reply());
    // ANCHOR_END: main
    tokio::select! {
        reply = &mut reply => println!("at once: {reply}"),
        () = sleep(Duration::from_millis(100)) => println!("not yet"),
    }
    println!("later: {}", reply.await);
}
