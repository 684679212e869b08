use kit::ByHand;
use tokio::task::yield_now;

// ANCHOR: main
async fn steps(left: u32) -> u32 {
    if left == 0 {
        return 0;
    }
    yield_now().await;
    1 + Box::pin(steps(left - 1)).await
}

fn main() {
    println!("{} bytes", size_of_val(&steps(2)));
    let mut future = ByHand::new(steps(2));
    for _ in 0..3 {
        println!("{:?}", future.poll());
    }
}
// ANCHOR_END: main
