use tokio::task::yield_now;
use tracing::{Instrument, info, info_span};

// ANCHOR: main
async fn upload(photo: &'static str) {
    let work = async {
        info!("received");
        yield_now().await; // stores it
        info!("stored");
    };
    work.instrument(info_span!("upload", photo)).await;
}
// ANCHOR_END: main

async fn clean_up() {
    info!("old files are deleted");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    tracing_subscriber::fmt()
        .without_time()
        .with_target(false)
        .with_level(false)
        .with_ansi(false)
        .init();
    tokio::join!(upload("tea"), upload("oak"), clean_up());
}
