use kit::ByHand;
use tokio::sync::oneshot;

// ANCHOR: main
fn main() {
    let (teller, told) = oneshot::channel();
    let mut future = ByHand::new(async { told.await.unwrap() + 1 });

    println!("{:?}", future.poll());
    println!("{:?}, polled in vain", future.poll());
    println!("it keeps {} waker", future.wakers_kept());
    teller.send(41).unwrap();
    println!("it was woken {} time", future.wakes());
    println!("{:?}", future.poll());
}
// ANCHOR_END: main
