use kit::ByHand;
use tokio::sync::oneshot;

// ANCHOR: main
fn main() {
    let (connection, piece) = oneshot::channel::<&str>();
    let mut future = ByHand::new(async { piece.await.unwrap().len() });

    println!("{:?}", future.poll());
    println!("{:?}, polled in vain", future.poll());
    println!("it keeps {} waker", future.wakers_kept());
    connection.send("Ada\nLon").unwrap();
    println!("it was woken {} time", future.wakes());
    println!("{:?}", future.poll());
}
// ANCHOR_END: main
