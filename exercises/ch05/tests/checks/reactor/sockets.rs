//! Sockets over loopback for the checks of the reactor, and what those ask of it again and again.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use ch05::reactor::{Notifier, Reactor, Source};
use kit::{ByHand, caught};

/// What does not come in this time never comes.
pub const LONG: Duration = Duration::from_secs(3);
/// How long nothing happens where a `wait` is to sleep.
pub const NAP: Duration = Duration::from_millis(50);

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
            "the system did not tell of the end"
        );
        thread::yield_now();
    }
}

/// How often this thread has gone to sleep, where the system tells.
pub fn sleeps() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/thread-self/status").ok()?;
    let count = (status.lines()).find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
    count.trim().parse().ok()
}

/// Writes until there is no room, and stays none; gives how much it has written.
pub fn fill(source: &Source<TcpStream>) -> usize {
    let (mut written, mut full) = (0, 0);
    while full < 5 {
        match source.get().write(&[0; 65_536]) {
            Ok(bytes) => (written, full) = (written + bytes, 0),
            Err(error) => {
                assert!(error.kind() == ErrorKind::WouldBlock, "{error}");
                full += 1;
                // The system still carries bytes over to the other side.
                thread::sleep(Duration::from_millis(5));
            }
        }
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

/// Waits until `so`, or for long; a `wait` may find one thing at a time.
pub fn until(reactor: &Reactor, so: impl Fn() -> bool) {
    let patience = Instant::now() + LONG;
    while !so() {
        let left = patience.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return;
        }
        reactor.wait(Some(left)).expect("a wait");
    }
}

#[track_caller]
pub fn must_wait(future: &mut ByHand<impl Future<Output = io::Result<()>>>, case: &str) {
    match future.poll() {
        Poll::Pending => {}
        Poll::Ready(Ok(())) => panic!("{case}: it was ready though no `wait` had found the socket"),
        Poll::Ready(Err(error)) => panic!("{case}: it failed: {error}"),
    }
}

#[track_caller]
pub fn must_wake(
    reactor: &Reactor,
    future: &ByHand<impl Future<Output = io::Result<()>>>,
    case: &str,
) {
    until(reactor, || future.wakes() > 0);
    assert!(
        future.wakes() > 0,
        "{case}, and no `wait` woke the task that waits for it"
    );
}

#[track_caller]
pub fn must_find(
    reactor: &Reactor,
    future: &mut ByHand<impl Future<Output = io::Result<()>>>,
    case: &str,
) {
    must_wake(reactor, future, case);
    match future.poll() {
        Poll::Ready(Ok(())) => {}
        Poll::Ready(Err(error)) => panic!("{case}: it failed: {error}"),
        Poll::Pending => panic!("{case}, and a `wait` woke the task, whose future still waits"),
    }
}

#[track_caller]
pub fn must_not_find(
    reactor: &Reactor,
    future: &mut ByHand<impl Future<Output = io::Result<()>>>,
    case: &str,
) {
    for _ in 0..2 {
        reactor.wait(Some(Duration::ZERO)).expect("a wait");
    }
    assert!(
        future.wakes() == 0,
        "{case}, and a `wait` woke the task that waits for it"
    );
    must_wait(future, case);
}

/// A `wait` that nothing ends sleeps until a notifier is called, which happens a moment later.
#[track_caller]
pub fn must_sleep(reactor: &Reactor, case: &str) {
    let (called, notifier) = (Arc::new(AtomicBool::new(false)), reactor.notifier());
    let theirs = Arc::clone(&called);
    let helper = thread::spawn(move || {
        thread::sleep(NAP);
        theirs.store(true, Ordering::SeqCst);
        notifier.notify();
    });
    reactor.wait(Some(LONG)).expect("a wait");
    let slept = called.load(Ordering::SeqCst);
    let _ = helper.join();
    assert!(
        slept,
        "{case}: `wait({LONG:?})` came back before a notifier was called. A loop that waits like this \
         spins"
    );
    // A machine that is so busy that the time was over first: the notification is still to be told.
    reactor.wait(Some(Duration::ZERO)).expect("a wait");
}

/// Ends a `wait` that does not end, by all the ways that there are.
pub struct Rescue<'a> {
    reactor: &'a Reactor,
    notifier: Notifier,
    bell: Source<UdpSocket>,
}

impl<'a> Rescue<'a> {
    pub fn new(reactor: &'a Reactor) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        Self {
            reactor,
            notifier: reactor.notifier(),
            bell: reactor.register(socket).expect("a socket to register"),
        }
    }

    /// Whether the `wait` came back without being ended.
    #[track_caller]
    pub fn wait(&self, timeout: Option<Duration>) -> bool {
        let mut rung = ByHand::new(self.bell.readable());
        must_wait(&mut rung, "nobody has called `wait` yet");
        let (returned, has_returned) = mpsc::channel::<()>();
        let rescued = Arc::new(AtomicBool::new(false));
        let (theirs, notifier) = (Arc::clone(&rescued), self.notifier.clone());
        let bell = self.bell.get().local_addr().expect("an address");
        let rescuer = thread::spawn(move || {
            if has_returned.recv_timeout(LONG) == Err(mpsc::RecvTimeoutError::Timeout) {
                theirs.store(true, Ordering::SeqCst);
                notifier.notify();
                let sender = UdpSocket::bind("127.0.0.1:0").expect("a port");
                let _ = sender.send_to(b"!", bell);
            }
        });
        let waited = caught(|| self.reactor.wait(timeout));
        drop(returned);
        let _ = rescuer.join();
        match waited {
            Ok(waited) => waited.expect("a wait"),
            Err(panic) => panic!("`wait({timeout:?})` panicked: {}", panic.message),
        }
        !rescued.load(Ordering::SeqCst)
    }
}
