use std::time::Duration;

use tokio::time::sleep;

fn next_address(addresses: &mut Vec<&'static str>) -> &'static str {
    addresses.pop().expect("an address is left")
}

async fn reconnect(address: &str) {
    println!("reconnects to {address}");
}

// ANCHOR: turn
async fn turn(connected: bool, addresses: &mut Vec<&'static str>) {
    tokio::select! {
        biased;
        () = reconnect(next_address(addresses)), if !connected => {}
        () = sleep(Duration::from_millis(20)) => println!("beat"),
    }
}
// ANCHOR_END: turn

// ANCHOR: lazy
async fn lazy_turn(connected: bool, addresses: &mut Vec<&'static str>) {
    tokio::select! {
        biased;
        () = async { reconnect(next_address(addresses)).await }, if !connected => {}
        () = sleep(Duration::from_millis(20)) => println!("beat"),
    }
}
// ANCHOR_END: lazy

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: run
    let mut addresses = vec!["10.0.0.7", "10.0.0.8"];
    turn(true, &mut addresses).await;
    println!("connected; left: {addresses:?}");
    // ANCHOR_END: run

    lazy_turn(true, &mut addresses).await;
    println!("connected, lazy; left: {addresses:?}");
    lazy_turn(false, &mut addresses).await;
    println!("not connected, lazy; left: {addresses:?}");
}
