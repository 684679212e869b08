use tokio::task::JoinSet;
use tokio::time::{Duration, sleep};

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut tasks = JoinSet::<()>::new();
    let mut turns = 0;
    let mut request = Box::pin(sleep(Duration::from_millis(10)));

    // Stops at 1,000: it would go on.
    while turns < 1_000 {
        turns += 1;
        tokio::select! {
            () = &mut request => break,
            _ended = tasks.join_next() => {}
        }
    }
    println!("any result: {turns} turns");

    turns = 0;
    while turns < 1_000 {
        turns += 1;
        tokio::select! {
            () = &mut request => break,
            Some(_ended) = tasks.join_next() => {}
        }
    }
    println!("Some(result): {turns} turn");
}
// ANCHOR_END: main
