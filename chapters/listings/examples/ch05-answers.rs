use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let (mut client, mut served) = pair(&listener)?;
    served.set_nonblocking(true)?;
    let mut buffer = [0; 8];

    println!("nothing sent:  {}", told(served.read(&mut buffer)));
    client.write_all(b"hello, loop")?;
    it_arrives();
    println!("11 bytes sent: {}", told(served.read(&mut buffer)));
    println!("once more:     {}", told(served.read(&mut buffer)));
    println!("and again:     {}", told(served.read(&mut buffer)));
    drop(client);
    it_arrives();
    println!("it closed:     {}", told(served.read(&mut buffer)));

    let (client, mut served) = pair(&listener)?;
    served.set_nonblocking(true)?;
    served.write_all(b"never read")?;
    it_arrives();
    drop(client);
    it_arrives();
    println!("it vanished:   {}", told(served.read(&mut buffer)));
    Ok(())
}

fn told(answer: io::Result<usize>) -> String {
    match answer {
        Ok(0) => "the end".to_owned(),
        Ok(read) => format!("{read} bytes"),
        Err(error) => format!("{:?}", error.kind()),
    }
}
// ANCHOR_END: main

/// A client, and the server's end of its connection.
fn pair(listener: &TcpListener) -> io::Result<(TcpStream, TcpStream)> {
    let client = TcpStream::connect(listener.local_addr()?)?;
    Ok((client, listener.accept()?.0))
}

/// Gives the system time to deliver what was sent: far longer than it needs.
fn it_arrives() {
    thread::sleep(Duration::from_millis(50));
}
