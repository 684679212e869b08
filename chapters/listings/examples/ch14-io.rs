//! A script of reads and writes in place of a connection.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_test::io::Builder;

#[path = "ch14-tests/mod.rs"]
mod tests;

use tests::{on_a_runtime, report};

// ANCHOR: ask
/// Asks for the price of an item: `price tea\n` is answered by two bytes.
async fn ask<S>(stream: &mut S, item: &str) -> std::io::Result<u16>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream
        .write_all(format!("price {item}\n").as_bytes())
        .await?;
    let mut answer = [0; 2];
    let read = stream.read(&mut answer).await?;
    if read == 0 {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(u16::from_be_bytes(answer))
}
// ANCHOR_END: ask

// ANCHOR: tests
async fn whole() {
    let mut stream = Builder::new()
        .write(b"price tea\n")
        .read(&300_u16.to_be_bytes())
        .build();
    assert_eq!(ask(&mut stream, "tea").await.unwrap(), 300);
}

async fn split() {
    let [first, second] = 300_u16.to_be_bytes();
    let mut stream = Builder::new()
        .write(b"price ")
        .write(b"tea\n")
        .read(&[first])
        .read(&[second])
        .build();
    assert_eq!(ask(&mut stream, "tea").await.unwrap(), 300);
}

async fn hangs_up() {
    let mut stream = Builder::new().write(b"price tea\n").build();
    let error = ask(&mut stream, "tea").await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
}

async fn asks_otherwise() {
    let mut stream = Builder::new()
        .write(b"price? tea\n")
        .read(&300_u16.to_be_bytes())
        .build();
    assert_eq!(ask(&mut stream, "tea").await.unwrap(), 300);
}
// ANCHOR_END: tests

// ANCHOR: main
fn main() {
    report("whole", || on_a_runtime(whole()));
    report("split", || on_a_runtime(split()));
    report("hangs_up", || on_a_runtime(hangs_up()));
    report("asks_otherwise", || on_a_runtime(asks_otherwise()));
}
// ANCHOR_END: main
