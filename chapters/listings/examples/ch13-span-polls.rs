use tokio::task::yield_now;
use tracing::{Instrument, info, info_span};
use tracing_subscriber::fmt::format::FmtSpan;

async fn upload(photo: &'static str) {
    let work = async {
        info!("received");
        yield_now().await; // stores it
        info!("stored");
    };
    work.instrument(info_span!("upload", photo)).await;
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    tracing_subscriber::fmt()
        .with_span_events(FmtSpan::ACTIVE)
        .without_time()
        .with_target(false)
        .with_level(false)
        .with_ansi(false)
        .init();
    tokio::join!(upload("tea"), upload("oak"));
    // ANCHOR_END: main
}
