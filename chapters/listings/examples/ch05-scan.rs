// measures: release
use std::io;
use std::net::UdpSocket;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use poller::{Event, Events, Poller};

// ANCHOR: scan
fn scan(sockets: &[Arc<UdpSocket>], reads: &mut u64) -> usize {
    loop {
        for (number, socket) in sockets.iter().enumerate() {
            *reads += 1;
            if socket.recv(&mut [0; 64]).is_ok() {
                return number;
            }
        }
    }
}
// ANCHOR_END: scan

// ANCHOR: wait
fn wait(sockets: &[Arc<UdpSocket>], reads: &mut u64) -> io::Result<usize> {
    let poller = Poller::new()?;
    for (number, socket) in sockets.iter().enumerate() {
        poller.add(socket, Event::readable(number))?;
    }
    let mut events = Events::new();
    loop {
        poller.wait(&mut events, None)?;
        for event in events.iter() {
            *reads += 1;
            if sockets[event.key].recv(&mut [0; 64]).is_ok() {
                return Ok(event.key);
            }
        }
    }
}
// ANCHOR_END: wait

fn main() -> io::Result<()> {
    let socket = || UdpSocket::bind("127.0.0.1:0").map(Arc::new);
    let sockets: Vec<_> = (0..200).map(|_| socket()).collect::<io::Result<_>>()?;
    for socket in &sockets {
        socket.set_nonblocking(true)?;
    }
    let (mut scanned, mut waited) = (0, 0);

    let sent = send_in_100_ms(&sockets[150]);
    let ready = scan(&sockets, &mut scanned);
    println!("scan: socket {ready} is ready, after ~{scanned} reads");
    sent.join().unwrap()?;

    let sent = send_in_100_ms(&sockets[150]);
    let ready = wait(&sockets, &mut waited)?;
    println!("wait: socket {ready} is ready, after {waited} read");
    sent.join().unwrap()?;

    listings::claim(
        scanned > waited * 1_000,
        "the scan reads over a thousand times as often",
    );
    Ok(())
}

fn send_in_100_ms(to: &Arc<UdpSocket>) -> thread::JoinHandle<io::Result<()>> {
    let to = to.local_addr();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        UdpSocket::bind("127.0.0.1:0")?.send_to(b"message", to?)?;
        Ok(())
    })
}
