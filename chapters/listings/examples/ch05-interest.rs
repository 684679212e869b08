use std::io;
use std::net::UdpSocket;
use std::sync::Arc;
use std::time::Duration;

use poller::{Event, Events, Poller};

// ANCHOR: main
fn main() -> io::Result<()> {
    let socket = Arc::new(UdpSocket::bind("127.0.0.1:0")?);
    let poller = Poller::new()?;
    poller.add(&socket, Event::readable(7))?;

    let client = UdpSocket::bind("127.0.0.1:0")?;
    client.send_to(b"one", socket.local_addr()?)?;
    println!("one message: {}", keys(&poller)?);
    println!("not read:    {}", keys(&poller)?);
    client.send_to(b"two", socket.local_addr()?)?;
    println!("two:         {}", keys(&poller)?);
    poller.modify(&socket, Event::readable(7))?;
    println!("modified:    {}", keys(&poller)?);
    Ok(())
}
// ANCHOR_END: main

/// The keys of the events of one wait.
fn keys(poller: &Poller) -> io::Result<String> {
    let mut events = Events::new();
    poller.wait(&mut events, Some(Duration::from_millis(50)))?;
    let keys: Vec<usize> = events.iter().map(|event| event.key).collect();
    Ok(format!("{keys:?}"))
}
