use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufWriter, DuplexStream, duplex};

// ANCHOR: send
async fn send(stream: DuplexStream) {
    let mut writer = BufWriter::new(stream);
    let _ = writer.write_all(b"buy tin\n").await;
    writer.flush().await;
}
// ANCHOR_END: send

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let (ours, theirs) = duplex(64);
    drop(theirs);
    send(ours).await;
    println!("sent, as far as this program knows");

    let (ours, mut theirs) = duplex(64);
    send(ours).await;
    let mut got = String::new();
    theirs.read_to_string(&mut got).await?;
    println!("with a server: {got:?}");
    Ok(())
}
