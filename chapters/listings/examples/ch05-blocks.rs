use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let (mut slow, mut slow_served) = pair(&listener)?;
    let (mut quick, mut quick_served) = pair(&listener)?;

    println!("quick sends");
    quick.write_all(b"quick")?;
    let sends_later = thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        println!("slow sends, after 100 ms");
        slow.write_all(b"slow")
    });

    let mut buffer = [0; 64];
    for client in [&mut slow_served, &mut quick_served] {
        let read = client.read(&mut buffer)?;
        println!("read: {}", String::from_utf8_lossy(&buffer[..read]));
    }
    sends_later.join().unwrap()
}
// ANCHOR_END: main

/// A client, and the server's end of its connection.
fn pair(listener: &TcpListener) -> io::Result<(TcpStream, TcpStream)> {
    let client = TcpStream::connect(listener.local_addr()?)?;
    Ok((client, listener.accept()?.0))
}
