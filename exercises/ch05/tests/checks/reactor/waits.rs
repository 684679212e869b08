//! Calls of `wait`, and what the checks of the reactor ask of a future and its waker again and again.

use std::io::{self, Write};
use std::net::UdpSocket;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use ch05::reactor::{Notifier, Reactor, Source};
use kit::{ByHand, Caught, caught};

use super::sockets::{self, LONG, arrived, pair};

/// How long nothing happens where a `wait` is to sleep.
pub const NAP: Duration = Duration::from_millis(50);
/// How long a `wait` may sleep that a notifier ends much earlier.
const SLEEP: Duration = Duration::from_millis(500);
/// A `wait` that is so much over its time does not come back by itself.
const LATE: Duration = Duration::from_secs(2);

/// The idea if a source is found once, and not again.
const AGAIN: &str = "An event uses up the interest of its source: for the next task that waits, the \
                     interest must be set anew.";

/// The idea if a `wait` goes on when its time is over.
pub const ON_TIME: &str = "A loop has timers, too: a `wait` that goes on when its time is over makes them \
                           late.";

/// Calls `wait`, and says so where it panics or does not come back.
#[track_caller]
pub fn wait(reactor: &Reactor, timeout: Duration) {
    let (returned, has_returned) = mpsc::channel::<()>();
    let notifier = reactor.notifier();
    let rescuer = thread::spawn(move || {
        let late = has_returned.recv_timeout(timeout + LATE);
        let late = late == Err(mpsc::RecvTimeoutError::Timeout);
        if late {
            notifier.notify();
        }
        late
    });
    let waited = caught(|| reactor.wait(Some(timeout)));
    drop(returned);
    let late = rescuer.join().unwrap_or(true);
    must_have_waited(waited, Some(timeout));
    assert!(
        !late,
        "`{}` came back only when a notifier was called, {LATE:?} after its time \
         was over\n\n{ON_TIME}",
        call(Some(timeout))
    );
}

/// Says which `wait` panicked or failed.
#[track_caller]
fn must_have_waited(waited: Result<io::Result<()>, Caught>, timeout: Option<Duration>) {
    let call = call(timeout);
    match waited {
        Ok(Ok(())) => {}
        Ok(Err(error)) => panic!("`{call}` failed: {error}"),
        Err(panic) if timeout == Some(Duration::MAX) => panic!(
            "right with shorter times, wrong with the longest: `{call}` panicked: {}\n\n\
             A deadline that far away never comes: such a `wait` has no time limit.",
            said(&panic)
        ),
        Err(panic) => panic!("`{call}` panicked: {}", said(&panic)),
    }
}

/// The call, as one would write it.
pub fn call(timeout: Option<Duration>) -> String {
    match timeout {
        None => "wait(None)".to_owned(),
        Some(Duration::MAX) => "wait(Some(Duration::MAX))".to_owned(),
        // What is left of some seconds.
        Some(timeout) if timeout > Duration::from_secs(1) => format!("wait(Some({timeout:.0?}))"),
        Some(timeout) => format!("wait(Some({timeout:?}))"),
    }
}

/// What a panic said, and where in the answer.
pub fn said(panic: &Caught) -> String {
    match panic.at.contains("ch05") && !panic.at.contains("tests") {
        true => format!("{} (at {})", panic.message, panic.at),
        false => panic.message.clone(),
    }
}

/// Waits until `so`, or for long; a `wait` may find one thing at a time.
#[track_caller]
pub fn until(reactor: &Reactor, so: impl Fn() -> bool) {
    let patience = Instant::now() + LONG;
    while !so() {
        let left = patience.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return;
        }
        wait(reactor, left);
    }
}

#[track_caller]
pub fn must_wait(future: &mut ByHand<impl Future<Output = io::Result<()>>>, case: &str) {
    match future.poll() {
        Poll::Pending => {}
        Poll::Ready(Ok(())) => panic!(
            "{}poll {} of a future was ready, and no `wait` had woken its task\n({case})\n\n\
             A future is ready when a `wait` has found its socket. Being polled, once or again, does \
             not make it ready.",
            match future.polls() {
                1 => "",
                _ => "right at poll 1, wrong when it was polled again: ",
            },
            future.polls()
        ),
        Poll::Ready(Err(error)) => panic!(
            "poll {} of a future failed: {error}\n({case})",
            future.polls()
        ),
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
        Poll::Ready(Err(error)) => panic!("{case}, and poll {} failed: {error}", future.polls()),
        Poll::Pending => panic!("{case}; a `wait` woke the task, and its future was still Pending"),
    }
}

/// As `must_find`, for a source that was found before in the same direction.
#[track_caller]
pub fn must_find_again(
    reactor: &Reactor,
    future: &mut ByHand<impl Future<Output = io::Result<()>>>,
    case: &str,
) {
    until(reactor, || future.wakes() > 0);
    if future.wakes() == 0 {
        not_found_again(case);
    }
    must_find(reactor, future, case);
}

/// Fails.
#[track_caller]
pub fn not_found_again(case: &str) -> ! {
    panic!(
        "a `wait` woke the first task that waited for a source, and none woke the next one: \
         {case}\n\n{AGAIN}"
    );
}

#[track_caller]
pub fn must_not_find(
    reactor: &Reactor,
    future: &mut ByHand<impl Future<Output = io::Result<()>>>,
    case: &str,
) {
    for _ in 0..2 {
        wait(reactor, Duration::ZERO);
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
    if !ends_early(reactor) {
        return;
    }
    assert!(
        !notifications_stay(),
        "right before a notifier was called, wrong after it: a socket had a byte, and no task waited \
         for it any more; then `{}` came back early\n\n\
         One call of a notifier ends one `wait`, and must end no later one.",
        call(Some(SLEEP))
    );
    panic!(
        "`{}` came back early: {case}\n\n\
         A `wait` ends when it has woken a task, when its time is over, or when a notifier was \
         called. A loop whose waits end for anything else spins.",
        call(Some(SLEEP))
    );
}

/// Whether a notification that has ended a `wait` ends a later one too, with an event that is for no
/// task.
#[track_caller]
fn notifications_stay() -> bool {
    let reactor = sockets::reactor();
    let (socket, mut peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    peer.write_all(b"a").expect("room for a byte");
    arrived(&source);
    let early = || {
        let mut bytes = ByHand::new(source.readable());
        let waits = bytes.poll().is_pending();
        bytes.cancel();
        waits && ends_early(&reactor)
    };
    // Each calls a notifier at its end.
    !early() && early()
}

/// Whether a `wait` comes back before a notifier is called, and before its time is over.
#[track_caller]
pub fn ends_early(reactor: &Reactor) -> bool {
    let (called, notifier) = (Arc::new(AtomicBool::new(false)), reactor.notifier());
    let theirs = Arc::clone(&called);
    let helper = thread::spawn(move || {
        thread::sleep(NAP);
        theirs.store(true, Ordering::SeqCst);
        notifier.notify();
    });
    let began = Instant::now();
    wait(reactor, SLEEP);
    // On a machine that is so busy that the time was over first, it was no fault of the answer.
    let early = !called.load(Ordering::SeqCst) && began.elapsed() < SLEEP;
    let _ = helper.join();
    // The notification may still be to be told.
    wait(reactor, Duration::ZERO);
    early
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
        must_wait(&mut rung, "no `wait` was called yet");
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
        must_have_waited(waited, timeout);
        !rescued.load(Ordering::SeqCst)
    }
}
