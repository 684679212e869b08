use kit::ByHand;
use tokio::task::yield_now;

// ANCHOR: main
/// How deep a line is quoted.
async fn depth(line: &str) -> u32 {
    let Some(quoted) = line.strip_prefix('>') else {
        return 0;
    };
    yield_now().await;
    1 + Box::pin(depth(quoted)).await
}

fn main() {
    println!("{} bytes", size_of_val(&depth(">>Ada")));
    let mut future = ByHand::new(depth(">>Ada"));
    for _ in 0..3 {
        println!("{:?}", future.poll());
    }
}
// ANCHOR_END: main
