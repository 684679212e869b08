use std::io;
use std::pin::Pin;
use std::task::{Context, Waker};

use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf, duplex};

// ANCHOR: read
/// Polls once for at most eight bytes.
fn read(what: &str, reader: &mut (impl AsyncRead + Unpin)) {
    let mut bytes = [0; 8];
    let mut buffer = ReadBuf::new(&mut bytes);
    let mut cx = Context::from_waker(Waker::noop());
    let polled = Pin::new(reader).poll_read(&mut cx, &mut buffer);
    println!("{what}: {polled:?}, {} filled", buffer.filled().len());
}
// ANCHOR_END: read

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    // ANCHOR: main
    let (mut client, mut server) = duplex(64);
    read("nothing sent ", &mut server);
    client.write_all(b"copper tin").await?;
    read("10 bytes sent", &mut server);
    read("once more    ", &mut server);
    read("and again    ", &mut server);
    drop(client);
    read("it closed    ", &mut server);
    // ANCHOR_END: main
    Ok(())
}
