use std::time::Duration;

use tokio::time::{sleep, timeout};

// ANCHOR: main
/// A connection to a device. It says when it is closed.
struct Connection(&'static str);

impl Drop for Connection {
    fn drop(&mut self) {
        println!("{} closed", self.0);
    }
}

async fn update(device: &str) {
    let _control = Connection("control");
    println!("{device}: update begins");
    let _data = Connection("data");
    sleep(Duration::from_millis(50)).await; // the transfer
    println!("{device}: restarts");
    sleep(Duration::from_millis(50)).await;
    println!("{device}: update ends");
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let updated = timeout(Duration::from_millis(80), update("pump")).await;
    println!("in time: {}", updated.is_ok());
}
// ANCHOR_END: main
