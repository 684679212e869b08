use std::time::Duration;

use kit::cancel::up_to;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tokio::time::sleep;

/// The other end of a connection, which sends one line, a byte at a time.
fn slow_line() -> BufReader<DuplexStream> {
    let (connection, mut other_end) = duplex(8);
    tokio::spawn(async move {
        for byte in b"on\n" {
            sleep(Duration::from_millis(10)).await;
            other_end.write_all(&[*byte]).await.unwrap();
        }
    });
    BufReader::new(connection)
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    for pendings in 1..=3 {
        let (mut reader, mut line) = (slow_line(), Vec::new());
        // Polled until it has been Pending so many times, then dropped.
        up_to(reader.read_until(b'\n', &mut line), pendings).await;
        reader.read_until(b'\n', &mut line).await.unwrap();
        println!(
            "read_until dropped at Pending {pendings}: {:?}",
            text(&line)
        );
    }
    // ANCHOR_END: main
    for pendings in 1..=3 {
        let (mut reader, mut line) = (slow_line(), [0; 3]);
        up_to(reader.read_exact(&mut line), pendings).await;
        let mut line = Vec::new();
        reader.read_to_end(&mut line).await.unwrap();
        println!(
            "read_exact dropped at Pending {pendings}: {:?}",
            text(&line)
        );
    }
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap()
}
