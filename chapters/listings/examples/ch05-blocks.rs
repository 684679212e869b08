// tries: 5
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let (mut slow, mut slow_served) = pair(&listener)?;
    let (mut quick, mut quick_served) = pair(&listener)?;

    quick.write_all(b"quick")?;
    let speaks_later = thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        slow.write_all(b"slow")
    });

    let (start, mut buffer) = (Instant::now(), [0; 64]);
    for client in [&mut slow_served, &mut quick_served] {
        let read = client.read(&mut buffer)?;
        let text = String::from_utf8_lossy(&buffer[..read]);
        println!("{text}: read after ~{} ms", start.elapsed().as_millis());
    }
    // ANCHOR_END: main
    assert!(start.elapsed() >= Duration::from_millis(90));
    speaks_later.join().unwrap()
}

/// A client, and the server's end of its connection.
fn pair(listener: &TcpListener) -> io::Result<(TcpStream, TcpStream)> {
    let client = TcpStream::connect(listener.local_addr()?)?;
    Ok((client, listener.accept()?.0))
}
