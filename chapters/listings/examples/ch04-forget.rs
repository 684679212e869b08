use std::time::Duration;

use tokio::time::sleep;

// ANCHOR: main
async fn backup(files: u32) -> u32 {
    for file in 1..=files {
        sleep(Duration::from_millis(10)).await;
        assert!(file < 3, "the disk is full");
        println!("file {file} is saved");
    }
    files
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    tokio::spawn(backup(4));
    sleep(Duration::from_secs(1)).await;
    println!("the program ends");
}
// ANCHOR_END: main
