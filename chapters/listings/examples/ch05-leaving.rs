use std::time::Duration;

use tokio::time::sleep;

// ANCHOR: main
/// Prints when it is dropped.
struct Order(&'static str);

impl Drop for Order {
    fn drop(&mut self) {
        println!("dropped: {}", self.0);
    }
}

async fn save(order: Order) {
    println!("saving: {}", order.0);
    sleep(Duration::from_millis(10)).await;
    println!("saved: {}", order.0);
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    tokio::spawn(save(Order("order 1")));
    sleep(Duration::from_millis(5)).await;
    tokio::spawn(save(Order("order 2")));
    println!("main returns");
}
// ANCHOR_END: main
