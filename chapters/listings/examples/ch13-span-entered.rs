use tokio::task::yield_now;
use tracing::{info, info_span};

// ANCHOR: main
async fn upload(photo: &'static str) {
    let span = info_span!("upload", photo);
    let _entered = span.enter();
    info!("received");
    yield_now().await; // stores it
    info!("stored");
}

async fn clean_up() {
    info!("old files are deleted");
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: run
    tracing_subscriber::fmt()
        .without_time()
        .with_target(false)
        .with_level(false)
        .with_ansi(false)
        .init();
    tokio::join!(upload("tea"), upload("oak"), clean_up());
    // ANCHOR_END: run
}
