use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, split};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

// ANCHOR: server
/// Reads names until the client has no more, and then sends all prices.
async fn serve(listener: &TcpListener) -> io::Result<()> {
    let (mut connection, _) = listener.accept().await?;
    let mut names = String::new();
    connection.read_to_string(&mut names).await?;
    for name in names.lines() {
        connection
            .write_all(format!("{name} 27\n").as_bytes())
            .await?;
    }
    Ok(())
}
// ANCHOR_END: server

// ANCHOR: clients
async fn into_split(stream: TcpStream) -> io::Result<String> {
    let (mut reader, mut writer) = stream.into_split();
    writer.write_all(b"tin\n").await?;
    drop(writer);
    let mut prices = String::new();
    reader.read_to_string(&mut prices).await?;
    Ok(prices)
}

async fn io_split(stream: TcpStream) -> io::Result<String> {
    let (mut reader, mut writer) = split(stream);
    writer.write_all(b"tin\n").await?;
    drop(writer);
    let mut prices = String::new();
    reader.read_to_string(&mut prices).await?;
    Ok(prices)
}

async fn shutdown(mut stream: TcpStream) -> io::Result<String> {
    stream.write_all(b"tin\n").await?;
    stream.shutdown().await?; // closes the direction in which we write
    let mut prices = String::new();
    stream.read_to_string(&mut prices).await?;
    Ok(prices)
}
// ANCHOR_END: clients

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let connect = async || TcpStream::connect(address).await;

    let stream = connect().await?;
    let (served, prices) = tokio::join!(serve(&listener), into_split(stream));
    served?;
    println!("into_split: {:?}", prices?);

    let stream = connect().await?;
    let exchange = async { tokio::join!(serve(&listener), io_split(stream)) };
    // Both sides wait for a byte that nothing sends, however long the limit is.
    match timeout(Duration::from_millis(200), exchange).await {
        Ok((_, prices)) => println!("io::split: {:?}", prices?),
        Err(_) => println!("io::split: both sides wait"),
    }

    let stream = connect().await?;
    let (served, prices) = tokio::join!(serve(&listener), shutdown(stream));
    served?;
    println!("shutdown: {:?}", prices?);
    Ok(())
}
