// needs: linux, macos
use std::io;

use tokio::net::UdpSocket;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let server = UdpSocket::bind("127.0.0.1:0").await?;
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    socket.connect(server.local_addr()?).await?;
    server.connect(socket.local_addr()?).await?;

    // ANCHOR: main
    server.send(b"copper 31, tin 27").await?;
    server.send(b"").await?;
    server.send(b"salt 9").await?;

    let mut buffer = [0; 9];
    for _ in 0..3 {
        let length = socket.recv(&mut buffer).await?;
        println!("{:?}", String::from_utf8_lossy(&buffer[..length]));
    }
    // ANCHOR_END: main
    // ANCHOR: large
    for length in [65_507, 65_508] {
        let sent = server.send(&vec![0; length]).await;
        println!(
            "{length} bytes: {}",
            if sent.is_ok() { "sent" } else { "refused" }
        );
    }
    // ANCHOR_END: large
    Ok(())
}
