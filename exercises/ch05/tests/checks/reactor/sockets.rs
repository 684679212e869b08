//! Sockets over loopback for the checks of the reactor.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream, UdpSocket};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use ch05::reactor::{Reactor, Source};

/// What does not come in this time never comes.
pub const LONG: Duration = Duration::from_secs(3);
/// What a socket says that was not made non-blocking.
pub const BLOCKS: &str =
    "a call on a registered socket blocked instead of failing with `WouldBlock`";

#[track_caller]
pub fn reactor() -> Reactor {
    Reactor::new().expect("the system has a poller to give")
}

/// Two ends of a connection.
pub fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let peer = TcpStream::connect(address).expect("a connection");
    (listener.accept().expect("a client").0, peer)
}

/// Sends a message to `inbox`.
pub fn send(inbox: &Source<UdpSocket>) {
    let sender = UdpSocket::bind("127.0.0.1:0").expect("a port");
    let to = inbox.get().local_addr().expect("an address");
    sender.send_to(b"a", to).expect("a message to send");
}

/// Returns when a byte that was sent is there: also over loopback it takes a moment.
pub fn arrived(source: &Source<TcpStream>) {
    let patience = Instant::now() + LONG;
    while !matches!(source.get().peek(&mut [0; 1]), Ok(1)) {
        assert!(Instant::now() < patience, "the system lost a byte");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Returns when the message that was sent to `inbox` is there.
pub fn message_arrived(inbox: &Source<UdpSocket>) {
    let patience = Instant::now() + LONG;
    while inbox.get().peek_from(&mut [0; 1]).is_err() {
        assert!(Instant::now() < patience, "the system lost a message");
        thread::yield_now();
    }
}

/// Breaks the connection: its other side goes, and leaves a byte unread.
pub fn breaks(source: &Source<TcpStream>, peer: TcpStream) {
    let written = source.get().write(&[0]);
    assert!(written.is_ok(), "there is room for a byte: {written:?}");
    peer.set_read_timeout(Some(LONG)).expect("a time to wait");
    peer.peek(&mut [0]).expect("a byte that was sent");
    drop(peer);
    let patience = Instant::now() + LONG;
    let still_there = |error: io::Error| error.kind() == ErrorKind::WouldBlock;
    while source.get().peek(&mut [0]).is_err_and(still_there) {
        assert!(
            Instant::now() < patience,
            "the system did not report the end"
        );
        thread::yield_now();
    }
}

/// How often this thread has gone to sleep, if the system reports it.
pub fn sleeps() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/thread-self/status").ok()?;
    let count = (status.lines()).find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
    count.trim().parse().ok()
}

/// Writes until there is no room, and stays none; gives how much it has written.
#[track_caller]
pub fn fill(source: &Source<TcpStream>) -> usize {
    // A write that blocks ends when its socket is shut down.
    let socket = source.get().try_clone().expect("a clone");
    let (goes_on, has_gone_on) = mpsc::channel();
    let helper = thread::spawn(move || {
        loop {
            match has_gone_on.recv_timeout(LONG) {
                Ok(()) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => return false,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    let _ = socket.shutdown(Shutdown::Both);
                    return true;
                }
            }
        }
    });
    let (mut written, mut full) = (0, 0);
    let mut failed = None;
    while full < 5 && failed.is_none() {
        let _ = goes_on.send(());
        match source.get().write(&[0; 65_536]) {
            Ok(bytes) => (written, full) = (written + bytes, 0),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                full += 1;
                // The system still carries bytes over to the other side.
                thread::sleep(Duration::from_millis(5));
            }
            Err(error) => failed = Some(error),
        }
    }
    drop(goes_on);
    let blocked = helper.join().expect("a thread that only waits");
    assert!(
        !blocked,
        "{BLOCKS}\n(a write: there was no more room, and it waited for some)"
    );
    if let Some(error) = failed {
        panic!("a write to a registered socket failed: {error}");
    }
    written
}

/// Reads what `fill` has written.
pub fn empty(peer: &mut TcpStream, mut written: usize) {
    let mut buffer = vec![0; 65_536];
    peer.set_read_timeout(Some(LONG)).expect("a time to wait");
    while written > 0 {
        let most = written.min(buffer.len());
        written -= peer
            .read(&mut buffer[..most])
            .expect("bytes that were sent");
    }
}
