use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

// ANCHOR: serve
fn serve(listener: &TcpListener) -> io::Result<()> {
    for client in listener.incoming() {
        let client = client?;
        thread::spawn(move || io::copy(&mut &client, &mut &client));
    }
    Ok(())
}
// ANCHOR_END: serve

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || serve(&listener));

    let mut ada = TcpStream::connect(address)?;
    let mut bob = TcpStream::connect(address)?;
    for (name, client) in [("Bob", &mut bob), ("Ada", &mut ada)] {
        client.write_all(name.as_bytes())?;
        client.shutdown(Shutdown::Write)?;
        let mut echo = String::new();
        client.read_to_string(&mut echo)?;
        println!("echo: {echo}");
    }
    Ok(())
}
// ANCHOR_END: main
