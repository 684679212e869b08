//! Checks of reactor: over real sockets, in real time. What is ready is found in microseconds; the
//! bounds are seconds.
//!
//! What keeps a `wait` from coming back comes early: the other checks can only hang then.

use std::cell::RefCell;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::task::Context;
use std::thread;
use std::time::{Duration, Instant};

use ch05::reactor::{Reactor, Source};
use kit::{ByHand, CountingWaker, caught, check};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "reactor/at_once.rs"]
mod at_once;
#[path = "reactor/beside.rs"]
mod beside;
#[path = "reactor/sockets.rs"]
mod sockets;
#[path = "reactor/waits.rs"]
mod waits;

use at_once::waker_that;
use beside::not_found_beside;
use sockets::{
    BLOCKS, LONG, arrived, breaks, empty, fill, message_arrived, pair, reactor, send, sleeps,
};
use waits::{
    NAP, ON_TIME, Rescue, call, must_find, must_find_again, must_not_find, must_sleep, must_wait,
    must_wake, not_found_again, said, until, wait,
};

/// The case of a socket that neither side has written to.
const ROOM_ONLY: &str = "there is room and no byte, and the only task that waits wants bytes";

/// The message if a task is woken for nothing.
const WRONG_TASK: &str = "a task was woken whose socket was not ready";

/// A read that blocks stops the thread, and all tasks run on that thread. A read that finds no bytes must
/// fail with `WouldBlock` instead.
#[check(seconds = 6)]
fn a_registered_socket_does_not_block() {
    let reactor = reactor();
    let (socket, mut peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    let (returned, has_returned) = mpsc::channel::<()>();
    let helper = thread::spawn(move || {
        // Only a read that blocks is still there to get it.
        if has_returned.recv_timeout(LONG / 2) == Err(mpsc::RecvTimeoutError::Timeout) {
            let _ = peer.write_all(b"!");
        }
        peer
    });
    let read = source.get().read(&mut [0; 8]);
    drop(returned);
    let _peer = helper.join();
    match read {
        Err(error) if error.kind() == ErrorKind::WouldBlock => {}
        Ok(1) => panic!(
            "{BLOCKS}\n(a read: nothing had come, and it waited until the other side sent a byte)"
        ),
        other => panic!(
            "nothing had come, and a read from a registered socket gave {other:?} instead of \
             `WouldBlock`"
        ),
    }
}

/// A socket stays open until its last owner is gone, and the poller is one of its owners. The other side
/// learns only then that you are gone.
#[check(seconds = 6)]
fn dropping_a_source_closes_its_socket() {
    const LEFT: &str = "that has outlived its reactor";
    for how in [
        "for which no task ever waited",
        "that was found ready",
        "whose future was dropped",
        LEFT,
    ] {
        let reactor = reactor();
        // It is given to threads, and may be there longer than all the rest.
        let notifier = reactor.notifier();
        let (socket, mut peer) = pair();
        let source = reactor.register(socket).expect("a socket to register");
        if how == "that was found ready" {
            let mut room = ByHand::new(source.writable());
            // One that is ready at once is for another check.
            if room.poll().is_pending() {
                must_find(&reactor, &mut room, "there is room to write");
            }
        } else if how == "whose future was dropped" {
            must_wait(&mut ByHand::new(source.readable()), "nothing has come");
        }
        peer.set_read_timeout(Some(LONG)).expect("a time to wait");
        let _reactor = (how != LEFT).then_some(reactor);
        if let Err(panic) = caught(|| drop(source)) {
            panic!(
                "a source {how} was dropped, and its `drop` panicked: {}\n\n\
                 A source may be dropped at any time, the reactor or not.",
                said(&panic)
            );
        }
        match peer.read(&mut [0; 8]) {
            Ok(0) => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!(
                    "a source {how} was dropped, and its socket is still open: the other side waits \
                     for more"
                )
            }
            other => panic!(
                "a source {how} was dropped, and a read on the other side gave {other:?} instead of \
                 the end"
            ),
        }
        drop(notifier);
    }
}

/// The loop sleeps until its next timer. A `wait` that comes back before its time is over makes the
/// loop spin; one that comes back after it makes the timers late.
#[check(seconds = 6)]
fn a_wait_ends_when_its_time_is_over() {
    let reactor = reactor();
    let (socket, peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "nothing has come");
    let rescue = Rescue::new(&reactor);
    for timeout in [Duration::ZERO, Duration::from_nanos(1), NAP] {
        let ended = rescue.wait(Some(timeout));
        assert!(
            ended,
            "nothing came, and `{}` had not returned after {LONG:?}\n\n{ON_TIME}",
            call(Some(timeout))
        );
    }
    must_sleep(&reactor, ROOM_ONLY);
    let short = Duration::from_micros(900);
    let took = twenty(&reactor, short);
    // Not how fast it is: a busy machine can only make them later.
    if took[took.len() / 2] < short / 2 {
        let longer = Duration::from_micros(1_900);
        panic!(
            "right for 500ms, wrong for parts of a millisecond: of 20 times `{}` the shortest took {:?}, \
             and of 20 times `{}` {:?}; nothing had come, and it returned before its time was over",
            call(Some(short)),
            took[0],
            call(Some(longer)),
            twenty(&reactor, longer)[0]
        );
    }
    let before = sleeps();
    reactor.wait(Some(3 * NAP)).expect("a wait");
    if let (Some(before), Some(after)) = (before, sleeps()) {
        let slept = after - before;
        assert!(
            slept > 0,
            "in `{}` the thread never slept, though nothing had come\n\n\
             A thread that checks again and again keeps a processor busy. The poller puts it to sleep.",
            call(Some(3 * NAP))
        );
        assert!(
            slept < 30,
            "in `{}` the thread went to sleep {slept} times, though nothing had come\n\n\
             One sleep in the poller is enough: sockets, notifiers and the timeout all end it.",
            call(Some(3 * NAP))
        );
    }
    assert!(
        bytes.wakes() == 0,
        "the time of a `wait` was over, and the task that waits for bytes was woken: nothing had \
         come\n\n\
         The end of a timeout does not mean that a socket is ready: it wakes no task that waits for one."
    );
    for longest in [Some(Duration::MAX), None] {
        let sent = Arc::new(AtomicBool::new(false));
        let (theirs, mut their_end) = (Arc::clone(&sent), peer.try_clone().expect("a clone"));
        let helper = thread::spawn(move || {
            // So that it mostly comes while the other one sleeps; it must do at any time.
            thread::sleep(Duration::from_millis(20));
            theirs.store(true, Ordering::SeqCst);
            their_end.write_all(b"a").expect("room for a byte");
        });
        let ended = rescue.wait(longest);
        let early = !sent.load(Ordering::SeqCst);
        let _ = helper.join();
        assert!(
            !early,
            "`{}` came back before anything had come\n\n\
             It has no time limit: it lasts until something comes.",
            call(longest)
        );
        let found = ended && bytes.wakes() > 0;
        if !found && longest.is_none() {
            not_found_again("a byte has come, and the call was `wait(None)`");
        }
        assert!(
            found,
            "a byte has come, and `{}` did not wake the task that waits for it",
            call(longest)
        );
        assert!(
            bytes.poll().is_ready(),
            "a byte has come, `{}` woke the task, and its future was still Pending",
            call(longest)
        );
        let _ = source.get().read(&mut [0; 8]);
        bytes = ByHand::new(source.readable());
        must_wait(&mut bytes, "this `readable` began after the byte was found");
    }
}

/// How long each of 20 waits takes, the shortest first.
fn twenty(reactor: &Reactor, timeout: Duration) -> Vec<Duration> {
    let mut took: Vec<_> = (0..20)
        .map(|_| {
            let began = Instant::now();
            reactor.wait(Some(timeout)).expect("a wait");
            began.elapsed()
        })
        .collect();
    took.sort_unstable();
    took
}

/// Only `wait` asks the poller. That a future is polled again proves nothing: it is ready, and its task is
/// woken, when a `wait` has found its socket.
#[check(seconds = 6)]
fn readable_is_ready_once_a_wait_has_found_bytes() {
    let reactor = reactor();
    let (socket, mut peer) = pair();
    let stream = reactor.register(socket).expect("a socket to register");
    let mut bytes = ByHand::new(stream.readable());
    must_wait(&mut bytes, "nothing has come");
    must_not_find(&reactor, &mut bytes, "nothing has come");
    peer.write_all(b"a").expect("room for a byte");
    must_find(&reactor, &mut bytes, "a byte has come");

    arrived(&stream);
    let mut early = ByHand::new(stream.readable());
    for _ in 0..3 {
        must_wait(
            &mut early,
            "a byte is there, and no `wait` was called since",
        );
    }
    // A loop that has tasks queued checks its sockets like this.
    for _ in 0..100 {
        if early.wakes() == 0 {
            wait(&reactor, Duration::ZERO);
        }
    }
    if early.wakes() == 0 {
        until(&reactor, || early.wakes() > 0);
        assert!(
            early.wakes() == 0,
            "a byte was there: a `wait` that may sleep found it, and 100 times \
             `wait(Some(Duration::ZERO))` did not\n\n\
             A loop that has tasks queued checks its sockets with a timeout of zero."
        );
        not_found_again("a byte is still there");
    }
    must_find(&reactor, &mut early, "a byte was there already");

    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let listener = reactor.register(listener).expect("a socket to register");
    let mut client = ByHand::new(listener.readable());
    must_wait(&mut client, "no client has come");
    must_not_find(&reactor, &mut client, "no client has come");
    let _client = TcpStream::connect(listener.get().local_addr().expect("an address"));
    must_find(&reactor, &mut client, "a client has come");

    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    let inbox = reactor.register(socket).expect("a socket to register");
    let mut message = ByHand::new(inbox.readable());
    must_wait(&mut message, "no message has come");
    must_not_find(&reactor, &mut message, "no message has come");
    send(&inbox);
    must_find(&reactor, &mut message, "a message has come");
}

/// What a `wait` has found may be over by now: the task that was woken has read since. Each new
/// future of `readable` must be found anew.
#[check(seconds = 6)]
fn what_was_found_once_must_be_found_again() {
    let reactor = reactor();
    let (socket, mut peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    peer.write_all(b"a").expect("room for a byte");
    arrived(&source);
    for round in 0..3 {
        let mut bytes = ByHand::new(source.readable());
        must_wait(
            &mut bytes,
            "the socket was found for an earlier `readable`, and this one began after it",
        );
        match round {
            0 => must_find(&reactor, &mut bytes, "a byte is there"),
            _ => must_find_again(&reactor, &mut bytes, "a byte is still there"),
        }
    }
    let _ = source.get().read(&mut [0; 8]);
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "the only byte was read");
    must_not_find(&reactor, &mut bytes, "the only byte was read");
    peer.write_all(b"b").expect("room for a byte");
    // Found for a future that is dropped before it hears of it.
    until(&reactor, || bytes.wakes() > 0);
    bytes.cancel();
    let _ = source.get().read(&mut [0; 8]);
    let mut bytes = ByHand::new(source.readable());
    assert!(
        bytes.poll().is_pending(),
        "right after a future that was polled when a `wait` had found its socket, wrong after one that \
         was dropped instead: poll 1 of the next future was ready, and no `wait` had woken its task\n\n\
         What was found for one future does not count for the next: the byte may have been read since."
    );
    must_not_find(&reactor, &mut bytes, "the byte was read");
    peer.write_all(b"c").expect("room for a byte");
    must_find_again(&reactor, &mut bytes, "another byte has come");
}

/// A task waits for room to write as it waits for bytes. Usually there is room, and the next `wait` finds
/// it. If the other side does not read, there is none for a long time.
#[check(seconds = 6)]
fn writable_is_ready_once_a_wait_has_found_room() {
    let reactor = reactor();
    let (socket, mut peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    let mut room = ByHand::new(source.writable());
    for _ in 0..3 {
        must_wait(&mut room, "there is room, and no `wait` was called");
    }
    must_find(&reactor, &mut room, "there was room already");
    let written = fill(&source);
    let mut room = ByHand::new(source.writable());
    must_wait(&mut room, "the socket is full");
    must_not_find(&reactor, &mut room, "the socket is full");
    empty(&mut peer, written);
    must_find_again(&reactor, &mut room, "there is room again");
}

/// The number in an event leads to one source, and from there to one waker. A reactor that wakes more
/// tasks makes each of them check its socket for nothing: ten thousand polls for each byte.
#[check(seconds = 6)]
fn a_wait_wakes_only_the_tasks_whose_sockets_are_ready() {
    const SOURCES: usize = 12;
    let reactor = reactor();
    let sources: Vec<Source<UdpSocket>> = (0..SOURCES)
        .map(|_| UdpSocket::bind("127.0.0.1:0").expect("a port"))
        .map(|socket| reactor.register(socket).expect("a socket to register"))
        .collect();
    let mut messages: Vec<_> = (sources.iter())
        .map(|source| ByHand::new(source.readable()))
        .collect();
    for message in &mut messages {
        must_wait(message, "no message has come");
    }
    let mut woken = [false; SOURCES];
    for ready in [&[7_usize][..], &[0, 4, 11], &[1, 10, 2]] {
        for &which in ready {
            send(&sources[which]);
            woken[which] = true;
        }
        until(&reactor, || ready.iter().all(|&i| messages[i].wakes() > 0));
        let those = |wrong: &dyn Fn(usize) -> bool| -> Vec<usize> {
            (0..SOURCES).filter(|&which| wrong(which)).collect()
        };
        let in_vain = those(&|which| !woken[which] && messages[which].wakes() > 0);
        assert!(
            in_vain.is_empty(),
            "{WRONG_TASK}: messages came for the sockets {ready:?} of {SOURCES}, and the tasks that \
             wait for the sockets {in_vain:?} were woken"
        );
        let forgotten = those(&|which| woken[which] && messages[which].wakes() == 0);
        assert!(
            forgotten.is_empty(),
            "messages came for the sockets {ready:?} of {SOURCES}, and no `wait` woke the tasks that \
             wait for the sockets {forgotten:?}"
        );
    }

    if let Err(panic) = caught(two_reactors) {
        // Is it because of the second one?
        if let Err(panic) = caught(one_reactor) {
            panic!("{}", panic.message);
        }
        panic!(
            "right with one reactor on the thread, wrong with two: {}\n\n\
             Each reactor has its own poller, and its own sources by number.",
            panic.message
        );
    }
}

fn one_reactor() {
    let reactor = sockets::reactor();
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    let source = reactor.register(socket).expect("a socket to register");
    let mut message = ByHand::new(source.readable());
    must_wait(&mut message, "no message has come");
    must_not_find(&reactor, &mut message, "no message has come");
    send(&source);
    must_find(&reactor, &mut message, "a message has come");
}

fn two_reactors() {
    // Each for its own, even if both count their sources from the same number on.
    let (one, other) = (sockets::reactor(), sockets::reactor());
    let [mine, theirs] = [&one, &other].map(|reactor| {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        reactor.register(socket).expect("a socket to register")
    });
    let both = "each has a source";
    let (mut wanted, mut neighbour) =
        (ByHand::new(mine.readable()), ByHand::new(theirs.readable()));
    must_wait(&mut wanted, both);
    must_wait(&mut neighbour, both);
    send(&theirs);
    let case = format!("{both}, and a message has come for that of the second");
    must_find(&other, &mut neighbour, &case);
    must_not_find(&one, &mut wanted, &case);
    drop(neighbour);
    drop(theirs);
    send(&mine);
    let case =
        format!("{both}; that of the second was dropped, and a message has come for the other");
    must_find(&one, &mut wanted, &case);
}

/// A future may move to another task while it waits. The waker of its latest poll is that of the task
/// that waits now.
#[check(seconds = 6)]
fn the_waker_of_the_latest_poll_is_woken() {
    let reactor = reactor();
    let (socket, mut peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "nothing has come");
    let first = bytes.change_waker();
    must_wait(&mut bytes, "nothing has come");
    peer.write_all(b"a").expect("room for a byte");
    until(&reactor, || bytes.wakes() + first.wakes() > 0);
    assert!(
        bytes.wakes() > 0 && first.wakes() == 0,
        "{}\n(a future was polled with one waker, then with another one, and then a byte came)",
        match (first.wakes(), bytes.wakes()) {
            (0, _) => "neither the waker of poll 1 nor that of poll 2 was called",
            (_, 0) => "the waker of poll 1 was called, and that of poll 2 was not",
            _ => "the wakers of both polls were called, and not only that of poll 2",
        }
    );
}

/// A proxy reads from a socket in one task and writes to it in another. The poller keeps one
/// interest for a socket, with both directions in it, and an event uses up the whole of it.
#[check(seconds = 6)]
fn a_reader_and_a_writer_of_one_source_are_each_woken_for_their_own() {
    both_wait(true);
    if let Err(panic) = caught(|| both_wait(false)) {
        panic!(
            "right if the reader waits first, wrong if the writer does: {}",
            panic.message
        );
    }
}

fn both_wait(reader_first: bool) {
    let reactor = reactor();
    let (socket, mut peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    let (mut bytes, mut room) = (
        ByHand::new(source.readable()),
        ByHand::new(source.writable()),
    );
    if reader_first {
        must_wait(&mut bytes, "nothing has come");
        must_wait(&mut room, "no `wait` was called yet");
    } else {
        must_wait(&mut room, "no `wait` was called yet");
        must_wait(&mut bytes, "nothing has come");
    }
    let both = "a reader and a writer wait for one source";
    must_wake(&reactor, &room, &format!("{both}: there is room"));
    assert!(
        bytes.wakes() == 0,
        "{both}: there is room and nothing to read, and the reader was woken"
    );
    // Neither has been polled since: what waits on is for the reactor to remember.
    peer.write_all(b"a").expect("room for a byte");
    must_find(
        &reactor,
        &mut bytes,
        &format!("{both}: first there was room, and then a byte has come"),
    );
    must_find(&reactor, &mut room, both);

    let _ = source.get().read(&mut [0; 8]);
    let written = fill(&source);
    let (mut bytes, mut room) = (
        ByHand::new(source.readable()),
        ByHand::new(source.writable()),
    );
    must_wait(&mut room, "the socket is full");
    must_wait(&mut bytes, "nothing has come");
    peer.write_all(b"b").expect("room for a byte");
    must_wake(&reactor, &bytes, &format!("{both}: a byte has come"));
    assert!(
        room.wakes() == 0,
        "{both}: a byte has come and the socket is full, and the writer was woken"
    );
    empty(&mut peer, written);
    must_find(
        &reactor,
        &mut room,
        &format!("{both}: first a byte has come, and then there is room"),
    );
    must_find(&reactor, &mut bytes, both);

    // The byte is still there, and so is the room.
    let (mut bytes, mut room) = (
        ByHand::new(source.readable()),
        ByHand::new(source.writable()),
    );
    must_wait(&mut bytes, "no `wait` was called yet");
    must_wait(&mut room, "no `wait` was called yet");
    must_find(&reactor, &mut bytes, &format!("{both}: both are ready"));
    must_find(&reactor, &mut room, &format!("{both}: both are ready"));

    let (mut bytes, mut room) = (
        ByHand::new(source.readable()),
        ByHand::new(source.writable()),
    );
    must_wait(&mut bytes, "no `wait` was called yet");
    must_wait(&mut room, "no `wait` was called yet");
    breaks(&source, peer);
    let broken = format!("{both}: their connection broke");
    must_find(&reactor, &mut bytes, &broken);
    must_find(&reactor, &mut room, &broken);
}

/// A future is dropped when its time is over, or when something else came first. Its own task must not
/// be woken any more; a task that waits for the same source must still be.
#[check(seconds = 6)]
fn a_future_that_was_dropped_is_not_woken() {
    let reactor = reactor();
    let (socket, mut peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    let written = fill(&source);
    let (mut bytes, mut room) = (
        ByHand::new(source.readable()),
        ByHand::new(source.writable()),
    );
    must_wait(&mut bytes, "nothing has come");
    must_wait(&mut room, "the socket is full");
    bytes.cancel();
    peer.write_all(b"a").expect("room for a byte");
    arrived(&source);
    for _ in 0..2 {
        wait(&reactor, Duration::ZERO);
    }
    assert!(
        bytes.wakes() == 0,
        "a future of `readable` was dropped, then a byte came, and its task was woken"
    );
    empty(&mut peer, written);
    must_find(
        &reactor,
        &mut room,
        "a reader and a writer waited for one source, and the future of the reader was dropped: then there was room \
         for the writer",
    );
    let written = fill(&source);
    let (mut bytes, mut room) = (
        ByHand::new(source.readable()),
        ByHand::new(source.writable()),
    );
    must_wait(&mut room, "the socket is full");
    room.cancel();
    must_wait(&mut bytes, "no `wait` was called yet");
    empty(&mut peer, written);
    must_find(
        &reactor,
        &mut bytes,
        "a reader and a writer waited for one source, and the future of the writer was dropped: then a byte was there \
         for the reader",
    );
    assert!(
        room.wakes() == 0,
        "a future of `writable` was dropped, then there was room, and its task was woken"
    );
    let mut again = ByHand::new(source.readable());
    must_wait(&mut again, "no `wait` was called yet");
    again.cancel();
    let mut again = ByHand::new(source.readable());
    must_wait(&mut again, "no `wait` was called yet");
    must_find(
        &reactor,
        &mut again,
        "after one reader had given up, a byte was there for the next",
    );
    // One that is over waits no more, and one that was never polled does not wait yet.
    let counts = CountingWaker::new();
    let waker = counts.waker();
    let mut over = Box::pin(source.readable());
    let first = over.as_mut().poll(&mut Context::from_waker(&waker));
    assert!(
        first.is_pending(),
        "poll 1 of a `readable` was ready before a `wait`"
    );
    until(&reactor, || counts.wakes() > 0);
    let second = over.as_mut().poll(&mut Context::from_waker(&waker));
    assert!(
        second.is_ready(),
        "a byte is there, and no `wait` has found it"
    );
    let never_polled = source.readable();
    let _ = source.get().read(&mut [0; 8]);
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "the only byte was read");
    drop(over);
    peer.write_all(b"b").expect("room for a byte");
    until(&reactor, || bytes.wakes() > 0);
    if bytes.wakes() == 0 {
        panic!("{}", not_found_beside(true));
    }
    must_find(&reactor, &mut bytes, "another byte has come");
    let _ = source.get().read(&mut [0; 8]);
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "the only byte was read");
    drop(never_polled);
    peer.write_all(b"c").expect("room for a byte");
    until(&reactor, || bytes.wakes() > 0);
    if bytes.wakes() == 0 {
        panic!("{}", not_found_beside(false));
    }
    must_find(&reactor, &mut bytes, "another byte has come");
}

/// A socket stays ready until its bytes are read. If that ends every `wait`, a task that takes its time
/// keeps the loop from sleeping.
#[check(seconds = 6)]
fn readiness_that_no_task_waits_for_ends_no_wait() {
    let reactor = reactor();
    let (socket, mut peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    peer.write_all(b"a").expect("room for a byte");
    arrived(&source);
    must_sleep(
        &reactor,
        "a registered socket has a byte, and no task ever waited for it",
    );
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "no `wait` was called yet");
    must_find(&reactor, &mut bytes, "a byte is there");
    must_sleep(
        &reactor,
        "a byte was found and not read yet, and no task waits for the next",
    );
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "no `wait` was called yet");
    bytes.cancel();
    must_sleep(
        &reactor,
        "a byte is there, and the task that waited for it has given up",
    );
    let mut room = ByHand::new(source.writable());
    must_wait(&mut room, "no `wait` was called yet");
    must_find(&reactor, &mut room, "there is room");
    let _ = source.get().read(&mut [0; 8]);
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "the only byte was read");
    must_sleep(&reactor, ROOM_ONLY);
    peer.write_all(b"b").expect("room for a byte");
    must_find(&reactor, &mut bytes, "another byte has come");
}

/// Another thread has made a task ready, and the loop sleeps, or is about to. Its call must end that
/// sleep, wherever the loop is, and no later one.
#[check(seconds = 6)]
fn a_notifier_ends_the_wait_from_any_thread() {
    fn can_be_shared<T: Send + Sync + Clone + 'static>(notifier: T) -> T {
        notifier
    }
    let reactor = reactor();
    let notifier = can_be_shared(reactor.notifier());
    let rescue = Rescue::new(&reactor);
    let (socket, mut peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "nothing has come");
    for round in 0..3 {
        notifier.notify();
        assert!(
            rescue.wait(None),
            "a notifier was called before `wait(None)`, which did not end (round {} \
             of 3)",
            round + 1
        );
        let theirs = notifier.clone();
        let helper = thread::spawn(move || {
            // So that it mostly comes while the other one sleeps; it must do at any time.
            thread::sleep(Duration::from_millis(20));
            theirs.notify();
        });
        let ended = rescue.wait(None);
        let _ = helper.join();
        assert!(
            ended,
            "another thread called a notifier during `wait(None)`, which did not end (round {} \
             of 3)",
            round + 1
        );
    }
    assert!(
        bytes.wakes() == 0,
        "a notifier was called, and the task that waits for bytes was woken: nothing had come\n\n\
         A notification does not mean that a socket is ready: it ends a `wait`, and wakes no task."
    );
    must_sleep(&reactor, "the last notification had ended a `wait`");
    // Together with an event that no task waits for any more, and with one that is waited for.
    peer.write_all(b"a").expect("room for a byte");
    arrived(&source);
    bytes.cancel();
    notifier.notify();
    assert!(
        rescue.wait(None),
        "a future was dropped, its socket became ready, and a notifier was called: `wait(None)` did not end"
    );
    // Told or not, that was the last of it.
    wait(&reactor, Duration::ZERO);
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "no `wait` was called yet");
    bytes.cancel();
    must_sleep(
        &reactor,
        "the last notification had ended a `wait`, and no task waits for the byte that is there",
    );
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "no `wait` was called yet");
    notifier.notify();
    must_find(
        &reactor,
        &mut bytes,
        "a notifier was called when a byte was there",
    );
    notifier.notify();
    assert!(
        rescue.wait(None),
        "a notifier was called when a byte was there, and called again later: `wait(None)` did not end"
    );

    let alone = sockets::reactor();
    must_sleep(&alone, "nothing is registered");
    for _ in 0..3 {
        let (called, notifier) = (Arc::new(AtomicBool::new(false)), alone.notifier());
        let theirs = Arc::clone(&called);
        let helper = thread::spawn(move || {
            // So that it mostly comes while the other one sleeps; it must do at any time.
            thread::sleep(Duration::from_millis(20));
            theirs.store(true, Ordering::SeqCst);
            notifier.notify();
        });
        match caught(|| alone.wait(None)) {
            Ok(waited) => waited.expect("a wait"),
            Err(panic) => panic!(
                "with nothing registered, `wait(None)` panicked: {}",
                said(&panic)
            ),
        }
        assert!(
            called.load(Ordering::SeqCst),
            "nothing is registered, and `wait(None)` came back before a notifier was called"
        );
        let _ = helper.join();
    }
}

/// Sources come and go, and a new one may get the number of an old one. It must find nothing of the
/// old one there, and must not replace one that still exists.
#[check(seconds = 6)]
fn dropping_a_source_does_not_affect_others() {
    let reactor = reactor();
    let new = || {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        reactor.register(socket).expect("a socket to register")
    };
    let mut sources = vec![new(), new(), new()];
    let gone = CountingWaker::new();
    for round in 0..4 {
        // One leaves, and another one comes.
        let leaves = sources.remove(round % 3);
        let mut message = ByHand::new(leaves.readable());
        must_wait(&mut message, "no message has come");
        if round % 2 == 0 {
            send(&leaves);
            must_find(&reactor, &mut message, "a message has come");
        }
        drop(message);
        // Safe code may also forget a future: then its source is all that is ever dropped.
        let mut forgotten = Box::pin(leaves.readable());
        let polled = (forgotten.as_mut()).poll(&mut Context::from_waker(&gone.waker()));
        assert!(
            polled.is_pending(),
            "poll 1 of a `readable` was ready before a `wait`"
        );
        std::mem::forget(forgotten);
        drop(leaves);
        let wakes = gone.wakes();
        let comes = new();
        {
            // What the old one had waited for, or something else.
            let mut message = ByHand::new(comes.readable());
            let mut room = ByHand::new(comes.writable());
            let case = "a source was dropped and a new one registered: the new one";
            if round % 2 == 0 {
                must_wait(&mut room, "no `wait` was called yet");
                send(&comes);
                must_find(&reactor, &mut room, &format!("{case} has room"));
            } else {
                must_wait(&mut message, "no message has come");
                send(&comes);
                must_find(&reactor, &mut message, &format!("{case} has a message"));
            }
            wait(&reactor, Duration::ZERO);
        }
        assert!(
            gone.wakes() == wakes,
            "a message came for a new source, and the task was woken that had waited for an old one: \
             that source was dropped before"
        );
        let _ = comes.get().recv(&mut [0; 8]);
        sources.push(comes);

        let mut messages: Vec<_> = (sources.iter())
            .map(|source| ByHand::new(source.readable()))
            .collect();
        for message in &mut messages {
            must_wait(
                message,
                "a source was dropped and a new one registered, and no message has come",
            );
            must_not_find(
                &reactor,
                message,
                "a source was dropped and a new one registered, and no message has come",
            );
        }
        for which in [2, 0, 1] {
            send(&sources[which]);
            let whose = match which {
                2 => "the new one",
                _ => "one that was there before (right for the new one)",
            };
            must_find(
                &reactor,
                &mut messages[which],
                &format!(
                    "a source was dropped and a new one registered; a message came for {whose}"
                ),
            );
            assert!(
                (messages.iter()).all(|message| message.polls() == 3 || message.wakes() == 0),
                "{WRONG_TASK}: a source was dropped and a new one registered, and a message came for \
                 {whose}"
            );
        }
        drop(messages);
        assert!(
            gone.wakes() == wakes,
            "messages came for other sources, and the task was woken that had waited for one that \
             was dropped"
        );
        for source in &sources {
            let _ = source.get().recv(&mut [0; 8]);
        }
    }
    // More of them than the smallest numbers can tell apart.
    let stays = new();
    let mut right = String::new();
    for count in [3, 30, 300] {
        let mut message = ByHand::new(stays.readable());
        must_wait(&mut message, "no message has come");
        for _ in 0..count {
            drop(new());
        }
        send(&stays);
        until(&reactor, || message.wakes() > 0);
        if message.wakes() == 0 {
            panic!("{}", lost(count));
        }
        let case = format!(
            "{right}when {count} other sources had come and gone, a message came for one that was there \
             all the time"
        );
        must_find(&reactor, &mut message, &case);
        let _ = stays.get().recv(&mut [0; 8]);
        right =
            format!("right when {count} other sources had come and gone, wrong when more had: ");
    }
}

/// Says that a source is lost when others have come and gone, and after how many.
fn lost(others: usize) -> String {
    let reactor = reactor();
    let new = || {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        reactor.register(socket).expect("a socket to register")
    };
    let stays = new();
    send(&stays);
    message_arrived(&stays);
    let is_found = || {
        let mut message = ByHand::new(stays.readable());
        let waits = message.poll().is_pending();
        for _ in 0..20 {
            if message.wakes() == 0 {
                wait(&reactor, Duration::ZERO);
            }
        }
        !waits || message.wakes() > 0
    };
    // A reactor that has lost it may also panic.
    let is_lost = |_: &usize| {
        let found = caught(|| {
            let found = is_found();
            drop(new());
            found
        });
        !matches!(found, Ok(true))
    };
    let seen = "its message came, and no `wait` woke the task that waited for it";
    let idea = "A new source must not get the number of one that still exists: it would take its \
                place, and dropping one would remove both.";
    match (0..=others).find(is_lost) {
        None | Some(0) => format!(
            "a source that was there all the time was lost when {others} others had come and gone: \
             {seen}\n\n{idea}"
        ),
        Some(lost) => format!(
            "a source that was there all the time was lost when {lost} others had come and gone, and not \
             yet after {}: {seen}\n\n{idea}",
            lost - 1
        ),
    }
}

/// A waker is code that you do not know. It may poll its task at once, and that may register sources,
/// and drop some for which the same `wait` has events.
#[check(seconds = 6)]
fn a_waker_may_do_at_once_what_its_task_would() {
    type Message = Pin<Box<dyn Future<Output = io::Result<()>>>>;
    const SOURCES: usize = 8;
    let reactor = Rc::new(reactor());
    let theirs = Rc::clone(&reactor);
    let new = move || {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        theirs.register(socket).expect("a socket to register")
    };
    // To drop it drops its source.
    fn message(source: Source<UdpSocket>) -> Message {
        Box::pin(async move { source.readable().await })
    }

    let sources: Vec<_> = (0..SOURCES).map(|_| new()).collect();
    for source in &sources {
        send(source);
        message_arrived(source);
    }
    let leave: Rc<RefCell<Vec<Message>>> = Rc::default();
    leave.borrow_mut().extend(sources.into_iter().map(message));
    let come: Rc<RefCell<Vec<Message>>> = Rc::default();
    let addresses = Rc::new(RefCell::new(Vec::new()));
    let counts = CountingWaker::new();
    let (old, fresh, places) = (Rc::clone(&leave), Rc::clone(&come), Rc::clone(&addresses));
    let theirs = counts.waker();
    let waker = waker_that(move || {
        let mut leave = old.take().into_iter();
        // First what can panic only once: a future and its source, dropped together, may do so twice,
        // and that would end the process.
        if let Err(panic) = caught(|| drop(new())) {
            leave.for_each(std::mem::forget);
            panic!("{}", said(&panic));
        }
        while let Some(message) = leave.next() {
            if let Err(panic) = caught(|| drop(message)) {
                // A second panic on the way would end the process, without a word of the reason.
                leave.for_each(std::mem::forget);
                panic!("{}", said(&panic));
            }
        }
        for _ in 0..SOURCES {
            let source = new();
            places.borrow_mut().push(source.get().local_addr());
            let mut message = message(source);
            let polled = message.as_mut().poll(&mut Context::from_waker(&theirs));
            assert!(
                polled.is_pending(),
                "poll 1 of a `readable` was ready, which began during a `wait`"
            );
            fresh.borrow_mut().push(message);
        }
    });
    for message in leave.borrow_mut().iter_mut() {
        let polled = message.as_mut().poll(&mut Context::from_waker(&waker));
        assert!(
            polled.is_pending(),
            "poll 1 of a `readable` was ready before a `wait`"
        );
    }
    let case = format!(
        "({SOURCES} sources had messages, and the first waker that was called dropped them and \
         registered {SOURCES} others)"
    );
    if let Err(panic) = caught(|| until(&reactor, || !come.borrow().is_empty())) {
        panic!(
            "a waker dropped and registered sources during a `wait`: {}\n{case}\n\n\
             While `wait` calls wakers, nothing may be borrowed or locked that is needed to register \
             or to drop a source.",
            panic.message
        );
    }
    assert!(
        !come.borrow().is_empty(),
        "{SOURCES} sources had messages, and no waker was called"
    );
    for _ in 0..2 {
        wait(&reactor, Duration::ZERO);
    }
    assert!(
        counts.wakes() == 0,
        "tasks that wait for new sources were woken, and nothing had come for these: wakers were called \
         {}\n{case}\n\n\
         A `wait` under way may have events of a source that was dropped since. They must not lead to a \
         new one that got its number.",
        match counts.wakes() {
            1 => "once".to_owned(),
            times => format!("{times} times"),
        }
    );
    let sender = UdpSocket::bind("127.0.0.1:0").expect("a port");
    for address in addresses.take() {
        sender
            .send_to(b"a", address.expect("an address"))
            .expect("a message to send");
    }
    until(&reactor, || counts.wakes() >= SOURCES);
    let mut found = 0;
    for message in come.borrow_mut().iter_mut() {
        let polled = message
            .as_mut()
            .poll(&mut Context::from_waker(&counts.waker()));
        found += usize::from(polled.is_ready());
    }
    assert!(
        found == SOURCES,
        "a message came for each of {SOURCES} new sources, and {found} of them were found\n{case}"
    );
}
