use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;

    println!("a client that has closed its half:");
    let (mut client, mut served) = pair(&listener)?;
    client.shutdown(Shutdown::Write)?;
    println!("  read:  {} bytes", served.read(&mut [0; 8])?);
    println!("  write: {} bytes", served.write(b"hello")?);
    drop(served);
    let mut echo = String::new();
    client.read_to_string(&mut echo)?;
    println!("  it got {echo:?}");

    println!("a client that is gone:");
    let (client, mut served) = pair(&listener)?;
    drop(client);
    println!("  read:  {} bytes", served.read(&mut [0; 8])?);
    println!("  write: {} bytes", served.write(b"hello")?);
    a_reset_arrives();
    println!("  write fails: {}", served.write(b"hello").is_err());
    Ok(())
}
// ANCHOR_END: main

/// A client, and the server's end of its connection.
fn pair(listener: &TcpListener) -> io::Result<(TcpStream, TcpStream)> {
    let client = TcpStream::connect(listener.local_addr()?)?;
    Ok((client, listener.accept()?.0))
}

/// Gives the other side's system time to answer that the connection is closed.
fn a_reset_arrives() {
    thread::sleep(Duration::from_millis(50));
}
