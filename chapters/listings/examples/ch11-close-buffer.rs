use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufWriter, DuplexStream, duplex};

// ANCHOR: three
async fn dropped(stream: DuplexStream) -> io::Result<()> {
    let mut writer = BufWriter::new(stream);
    writer.write_all(b"buy tin").await?;
    Ok(())
}

async fn flushed(stream: DuplexStream) -> io::Result<()> {
    let mut writer = BufWriter::new(stream);
    writer.write_all(b"buy tin").await?;
    writer.flush().await
}

async fn shut_down(stream: DuplexStream) -> io::Result<()> {
    let mut writer = BufWriter::new(stream);
    writer.write_all(b"buy tin").await?;
    writer.shutdown().await // flushes, and then closes this direction
}
// ANCHOR_END: three

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    println!("dropped:   {} bytes arrive", arrives(dropped).await?);
    println!("flushed:   {} bytes arrive", arrives(flushed).await?);
    println!("shut down: {} bytes arrive", arrives(shut_down).await?);
    Ok(())
}

async fn arrives(send: impl AsyncFn(DuplexStream) -> io::Result<()>) -> io::Result<usize> {
    let (ours, mut theirs) = duplex(64);
    send(ours).await?;
    theirs.read_to_end(&mut Vec::new()).await
}
