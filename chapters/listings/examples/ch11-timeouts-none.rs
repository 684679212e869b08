use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::{Instant, sleep, timeout};

const SECOND: Duration = Duration::from_secs(1);

// ANCHOR: fetch
/// Asks, and reads until the server closes. Each read has a limit of one second.
async fn fetch(mut stream: DuplexStream) -> io::Result<Vec<u8>> {
    stream.write_all(b"all prices\n").await?;
    let mut reply = Vec::new();
    loop {
        let read = timeout(SECOND, stream.read_buf(&mut reply)).await;
        if read?? == 0 {
            return Ok(reply);
        }
    }
}
// ANCHOR_END: fetch

/// Sends a reply of 7,200 bytes, one every 900 ms.
async fn trickle(mut stream: DuplexStream) -> io::Result<()> {
    for _ in 0..7200 {
        sleep(SECOND * 9 / 10).await;
        stream.write_all(b"x").await?;
    }
    Ok(())
}

/// Accepts, and then does nothing.
async fn silent(_stream: DuplexStream) -> io::Result<()> {
    std::future::pending().await
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    show("silent", silent).await;
    show("trickle", trickle).await;
    let (theirs, ours) = duplex(64);
    tokio::spawn(trickle(theirs));
    let began = Instant::now();
    let reply = timeout(30 * SECOND, fetch(ours)).await;
    println!(
        "whole: in time: {}, after {:?}",
        reply.is_ok(),
        began.elapsed()
    );
}

async fn show<S>(name: &str, server: impl Fn(DuplexStream) -> S)
where
    S: Future<Output = io::Result<()>> + Send + 'static,
{
    let (theirs, ours) = duplex(64);
    tokio::spawn(server(theirs));
    let began = Instant::now();
    let reply = fetch(ours).await;
    let reply = reply.map(|bytes| bytes.len()).map_err(|error| error.kind());
    println!("{name}: {reply:?} after {:?}", began.elapsed());
}
