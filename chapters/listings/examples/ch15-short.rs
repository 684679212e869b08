use std::io;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};

// ANCHOR: server
/// A server that restarts in the middle of a body.
async fn serve(mut connection: DuplexStream) -> io::Result<()> {
    connection
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        .await?;
    connection.write_all(&[b'x'; 400]).await
} // the connection is closed here
// ANCHOR_END: server

/// Reads the head, and returns the value of `Content-Length`.
async fn head(connection: &mut BufReader<DuplexStream>) -> io::Result<usize> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        connection.read_line(&mut line).await?;
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().expect("a number"),
            _ if line == "\r\n" => return Ok(length),
            _ => {}
        }
    }
}

fn connect() -> BufReader<DuplexStream> {
    let (ours, theirs) = duplex(4096);
    tokio::spawn(serve(theirs));
    BufReader::new(ours)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    // ANCHOR: naive
    let mut connection = connect();
    let length = head(&mut connection).await?;
    let mut body = Vec::new();
    let outcome = connection.read_to_end(&mut body).await;
    println!("read_to_end: {outcome:?}");
    // ANCHOR_END: naive
    println!("promised: {length}");

    // ANCHOR: exact
    let mut connection = connect();
    let mut body = vec![0; head(&mut connection).await?];
    let outcome = connection.read_exact(&mut body).await;
    println!("read_exact: {:?}", outcome.map_err(|error| error.kind()));
    // ANCHOR_END: exact
    Ok(())
}
