use std::time::Duration;

use kit::{Recorder, block_for};
use tokio::time::sleep;

async fn heart() {
    loop {
        sleep(Duration::from_millis(10)).await;
    }
}

async fn report() {
    sleep(Duration::from_millis(55)).await;
    block_for(150);
    sleep(Duration::from_millis(50)).await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let heart = lab.spawn("heart", heart());
    lab.spawn("report", report()).await.unwrap();
    heart.abort();

    println!("The heart is polled {} times.", lab.polls("heart"));
    lab.keep_beside_listing();
}
