use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tokio::time::{Instant, interval_at, sleep};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

async fn device(mut gateway: DuplexStream) {
    gateway.write_all(b"on").await.unwrap();
    ms(30).await;
    gateway.write_all(b" 21C\noff 19C\n").await.unwrap();
}

// ANCHOR: lines
struct Lines<R> {
    reader: BufReader<R>,
    /// What has been read of the next line: it outlives each call of `next`.
    line: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    async fn next(&mut self) -> io::Result<Option<String>> {
        self.reader.read_until(b'\n', &mut self.line).await?;
        // No await from here on: what is taken out is returned.
        let line = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line);
        Ok((!line.is_empty()).then(|| text.trim_end().to_owned()))
    }
}
// ANCHOR_END: lines

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let (connection, other_end) = duplex(64);
    tokio::spawn(device(other_end));
    let period = Duration::from_millis(20);
    let mut beat = interval_at(Instant::now() + period, period);
    let (reader, line) = (BufReader::new(connection), Vec::new());
    let mut lines = Lines { reader, line };

    // ANCHOR: main
    loop {
        tokio::select! {
            biased;
            line = lines.next() => match line? {
                Some(line) => println!("line {line:?}"),
                None => break,
            },
            _ = beat.tick() => println!("beat"),
        }
    }
    // ANCHOR_END: main
    Ok(())
}
