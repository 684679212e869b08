use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::sleep;

// ANCHOR: server
/// Prints what it takes for one request.
async fn serve(mut connection: DuplexStream) {
    let mut buffer = [0; 512];
    loop {
        let read = connection.read(&mut buffer).await.unwrap();
        if read == 0 {
            break; // the client has closed
        }
        println!("asked for {:?}", String::from_utf8_lossy(&buffer[..read]));
    }
}
// ANCHOR_END: server

// ANCHOR: client
async fn client(mut connection: DuplexStream) {
    connection.write_all(b"copper").await.unwrap();
    connection.write_all(b"tin").await.unwrap();
    sleep(Duration::from_millis(10)).await;
    connection.write_all(b"nick").await.unwrap(); // the network cuts here
    sleep(Duration::from_millis(10)).await;
    connection.write_all(b"el").await.unwrap();
}
// ANCHOR_END: client

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (ours, theirs) = duplex(4096);
    tokio::join!(client(theirs), serve(ours));
}
