// needs: linux, macos
use std::process::Command;
use std::time::Duration;

use tokio::signal::ctrl_c;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::timeout;

/// What a terminal does for Ctrl-C.
fn press_ctrl_c() {
    let pid = std::process::id().to_string();
    let kill = Command::new("sh")
        .args(["-c", "kill -INT $0", &pid])
        .status();
    assert!(kill.expect("there is a shell").success());
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let mut presses = signal(SignalKind::interrupt()).expect("a handler can be set");

    let first = tokio::spawn(async { ctrl_c().await });
    tokio::task::yield_now().await; // `first` waits
    press_ctrl_c();
    first.await.unwrap().expect("the handler is set");
    presses.recv().await;
    println!("first Ctrl-C: no more work begins");

    press_ctrl_c();
    presses.recv().await;
    println!("second Ctrl-C: seen by the stream");

    let moment = Duration::from_millis(50);
    match timeout(moment, ctrl_c()).await {
        Ok(_) => println!("a later ctrl_c(): at once"),
        Err(_) => println!("a later ctrl_c(): waits for a third one"),
    }
    // ANCHOR_END: main
}
