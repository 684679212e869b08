use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::error::Elapsed;
use tokio::time::{Instant, sleep, timeout};

/// A device on a bad line: 40 bytes, one every 30 ms.
fn trickle() -> DuplexStream {
    let (connection, mut device) = duplex(64);
    tokio::spawn(async move {
        for _ in 0..40 {
            sleep(Duration::from_millis(30)).await;
            // Fails once the gateway has given up.
            let _ = device.write_all(b"x").await;
        }
    });
    connection
}

// ANCHOR: read
async fn message(mut connection: DuplexStream) -> Result<usize, Elapsed> {
    let mut message = Vec::new();
    loop {
        let read = connection.read_buf(&mut message);
        match timeout(Duration::from_millis(50), read).await? {
            Ok(0) | Err(_) => return Ok(message.len()),
            Ok(_) => {}
        }
    }
}
// ANCHOR_END: read

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let began = Instant::now();
    let read = message(trickle()).await;
    println!("50 ms for each read: {read:?} after {:?}", began.elapsed());

    let began = Instant::now();
    let whole = timeout(Duration::from_millis(200), message(trickle())).await;
    println!("200 ms for all: {whole:?} after {:?}", began.elapsed());
    // ANCHOR_END: main
}
