use std::cell::Cell;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::timeout;

const DAY: Duration = Duration::from_secs(86_400);

// ANCHOR: server
/// Answers requests of four bytes with replies of four bytes.
async fn serve(mut connection: DuplexStream, answered: &Cell<u32>) -> io::Result<()> {
    let mut name = [0; 4];
    while connection.read_exact(&mut name).await.is_ok() {
        connection.write_all(b"27.0").await?;
        answered.set(answered.get() + 1);
    }
    Ok(())
}
// ANCHOR_END: server

// ANCHOR: client
async fn client(mut connection: DuplexStream, asked: &Cell<u32>) -> io::Result<()> {
    for _ in 0..100 {
        connection.write_all(b"tin\n").await?;
        asked.set(asked.get() + 1);
    }
    let mut prices = [0; 400];
    connection.read_exact(&mut prices).await?;
    Ok(())
}
// ANCHOR_END: client

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let (theirs, ours) = duplex(40); // 40 bytes in each direction
    let (asked, answered) = (Cell::new(0), Cell::new(0));
    let both = async { tokio::join!(client(theirs, &asked), serve(ours, &answered)) };
    let ended = timeout(DAY, both).await.is_ok();
    println!(
        "after a day: {} asked, {} answered, ended: {ended}",
        asked.get(),
        answered.get()
    );
    // ANCHOR_END: main
}
