//! Checks of reactor: over real sockets, in real time. What is ready is found in microseconds; the
//! bounds are seconds.

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

use ch05::reactor::Source;
use kit::{ByHand, CountingWaker, caught, check};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "reactor/at_once.rs"]
mod at_once;
#[path = "reactor/sockets.rs"]
mod sockets;

use at_once::waker_that;
use sockets::{
    LONG, NAP, Rescue, arrived, breaks, empty, fill, message_arrived, must_find, must_not_find,
    must_sleep, must_wait, must_wake, pair, reactor, send, sleeps, until,
};

/// A read that blocks keeps the thread from all the others, and a loop has only this thread. A
/// socket that takes part in it must say "not yet" instead.
#[check(seconds = 20)]
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
    assert!(
        read.as_ref()
            .is_err_and(|error| error.kind() == ErrorKind::WouldBlock),
        "nothing had come, and a read from a registered socket gave {read:?} instead of \
         `WouldBlock`: it blocks"
    );
}

/// Whoever holds a socket keeps it open: the poller too. The other side learns that you are gone
/// only when the last one has let go.
#[check(seconds = 20)]
fn dropping_a_source_closes_its_socket() {
    const LEFT: &str = "that its reactor left behind";
    for how in [
        "for which nobody ever waited",
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
            must_wait(&mut room, "nobody has called `wait` yet");
            must_find(&reactor, &mut room, "there is room to write");
        } else if how == "whose future was dropped" {
            must_wait(&mut ByHand::new(source.readable()), "nothing has come");
        }
        peer.set_read_timeout(Some(LONG)).expect("a time to wait");
        let _reactor = (how != LEFT).then_some(reactor);
        if let Err(panic) = caught(|| drop(source)) {
            panic!(
                "a source {how} was dropped, and its `drop` panicked: {}",
                panic.message
            );
        }
        let read = peer.read(&mut [0; 8]);
        assert!(
            matches!(read, Ok(0)),
            "a source {how} was dropped, and its socket is still open: somebody else holds it, and \
             the other side waits for more"
        );
        drop(notifier);
    }
}

/// To be told is all that there is to it: the poller is asked in `wait`, and nowhere else. Before
/// that, nobody knows; after it, whoever was found may go on.
#[check(seconds = 20)]
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
        must_wait(&mut early, "a byte is there, and nobody has called `wait`");
    }
    // A loop that has tasks in line looks at its sockets like this.
    for _ in 0..100 {
        if early.wakes() == 0 {
            reactor.wait(Some(Duration::ZERO)).expect("a wait");
        }
    }
    assert!(
        early.wakes() > 0,
        "a byte was there already, and 100 times `wait(Some(Duration::ZERO))` did not wake the \
         task that waits for it: no time to sleep is no reason not to look"
    );
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

/// Room is waited for as bytes are. Mostly there is some, and the next `wait` says so; where the
/// other side does not read, there is none for a long time.
#[check(seconds = 20)]
fn writable_is_ready_once_a_wait_has_found_room() {
    let reactor = reactor();
    let (socket, mut peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    let mut room = ByHand::new(source.writable());
    for _ in 0..3 {
        must_wait(&mut room, "there is room, and nobody has called `wait`");
    }
    must_find(&reactor, &mut room, "there was room already");
    let written = fill(&source);
    let mut room = ByHand::new(source.writable());
    must_wait(&mut room, "the socket is full");
    must_not_find(&reactor, &mut room, "the socket is full");
    empty(&mut peer, written);
    must_find(&reactor, &mut room, "there is room again");
}

/// Readiness is news, and news gets old: whoever was told has read since. What was found for one
/// wait says nothing about the next.
#[check(seconds = 20)]
fn what_was_found_once_must_be_found_again() {
    let reactor = reactor();
    let (socket, mut peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    peer.write_all(b"a").expect("room for a byte");
    arrived(&source);
    for _ in 0..3 {
        let mut bytes = ByHand::new(source.readable());
        must_wait(
            &mut bytes,
            "it was found for an earlier `readable`, and this one began after it",
        );
        must_find(&reactor, &mut bytes, "a byte is still there");
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
    must_wait(
        &mut bytes,
        "the socket was found for a future that was dropped before it was polled again, and this \
         one began after it",
    );
    must_not_find(&reactor, &mut bytes, "the byte was read");
    peer.write_all(b"c").expect("room for a byte");
    must_find(&reactor, &mut bytes, "another byte has come");
}

/// The number in an event leads to one source, and from there to one waker. Who wakes more has every
/// task look at its socket in vain, ten thousand of them for each byte.
#[check(seconds = 20)]
fn a_wait_wakes_those_whose_sockets_are_ready_and_nobody_else() {
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
        for (message, (which, &woken)) in messages.iter().zip(woken.iter().enumerate()) {
            assert!(
                woken || message.wakes() == 0,
                "messages came for the sockets {ready:?} of {SOURCES}, and the task that waits for \
                 socket {which} was woken"
            );
            assert!(
                !woken || message.wakes() > 0,
                "messages came for the sockets {ready:?} of {SOURCES}, and no `wait` woke the task \
                 that waits for socket {which}"
            );
        }
    }

    // Each for its own, even if both count their sources from the same number on.
    let (one, other) = (sockets::reactor(), sockets::reactor());
    let [mine, theirs] = [&one, &other].map(|reactor| {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        reactor.register(socket).expect("a socket to register")
    });
    let both = "there are two reactors on one thread, with a source each";
    let (mut wanted, mut neighbour) =
        (ByHand::new(mine.readable()), ByHand::new(theirs.readable()));
    must_wait(&mut wanted, both);
    must_wait(&mut neighbour, both);
    send(&theirs);
    let case = format!("{both}, and a message has come for the second one's");
    must_find(&other, &mut neighbour, &case);
    must_not_find(&one, &mut wanted, &case);
    drop(neighbour);
    drop(theirs);
    send(&mine);
    let case =
        format!("{both}; the second one's was dropped, and a message has come for the first");
    must_find(&one, &mut wanted, &case);
}

/// A future may move to another task while it waits. Each poll says who waits now.
#[check(seconds = 20)]
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
        "the future was polled with one waker and then with another, as when it moves to another \
         task; a byte came, and {}",
        match (first.wakes(), bytes.wakes()) {
            (0, _) => "neither of the two was woken",
            (_, 0) => "the first was woken, and not the second, whose task waits now",
            _ => "both were woken",
        }
    );
}

/// A proxy reads from a socket in one task and writes to it in another. The poller keeps one
/// interest for a socket, with both directions in it, and an event uses up the whole of it.
#[check(seconds = 20)]
fn a_reader_and_a_writer_of_one_source_are_each_woken_for_their_own() {
    for reader_first in [true, false] {
        let reactor = reactor();
        let (socket, mut peer) = pair();
        let source = reactor.register(socket).expect("a socket to register");
        let (mut bytes, mut room) = (
            ByHand::new(source.readable()),
            ByHand::new(source.writable()),
        );
        if reader_first {
            must_wait(&mut bytes, "nothing has come");
            must_wait(&mut room, "nobody has called `wait` yet");
        } else {
            must_wait(&mut room, "nobody has called `wait` yet");
            must_wait(&mut bytes, "nothing has come");
        }
        let both = "one task waits for bytes, another one for room";
        must_wake(&reactor, &room, &format!("{both}: there is room"));
        assert!(
            bytes.wakes() == 0,
            "{both}: there is room and nothing has come, and the one that waits for bytes was woken"
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
            "{both}: a byte has come and the socket is full, and the one that waits for room was \
             woken"
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
        must_wait(&mut bytes, "nobody has called `wait` yet");
        must_wait(&mut room, "nobody has called `wait` yet");
        must_find(&reactor, &mut bytes, &format!("{both}: both are ready"));
        must_find(&reactor, &mut room, &format!("{both}: both are ready"));

        let (mut bytes, mut room) = (
            ByHand::new(source.readable()),
            ByHand::new(source.writable()),
        );
        must_wait(&mut bytes, "nobody has called `wait` yet");
        must_wait(&mut room, "nobody has called `wait` yet");
        breaks(&source, peer);
        let broken = format!("{both}: their connection broke");
        must_find(&reactor, &mut bytes, &broken);
        must_find(&reactor, &mut room, &broken);
    }
}

/// The loop sleeps until its next timer. A `wait` that comes back early has the loop spin; one that
/// comes back late makes every timer late.
#[check(seconds = 20)]
fn a_wait_ends_when_its_time_is_over() {
    let reactor = reactor();
    let (socket, peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "nothing has come");
    let rescue = Rescue::new(&reactor);
    for timeout in [Duration::ZERO, Duration::from_nanos(1), NAP] {
        let slept = rescue.wait(Some(timeout));
        assert!(
            slept,
            "nothing came, and `wait({timeout:?})` had not returned after {LONG:?}"
        );
    }
    must_sleep(&reactor, "nothing is ready");
    let (short, began) = (Duration::from_micros(900), Instant::now());
    for _ in 0..20 {
        reactor.wait(Some(short)).expect("a wait");
    }
    let took = began.elapsed();
    // Not how fast it is: a busy machine can only make it later.
    assert!(
        took >= 10 * short,
        "nothing is ready, and 20 times `wait({short:?})` took {took:?} together: it came back \
         before its time was over. A loop that waits like this spins"
    );
    let before = sleeps();
    reactor.wait(Some(3 * NAP)).expect("a wait");
    if let (Some(before), Some(after)) = (before, sleeps()) {
        let slept = after - before;
        assert!(
            slept > 0,
            "nothing is ready, and in `wait({:?})` the thread never slept: it looked all the time",
            3 * NAP
        );
        assert!(
            slept < 30,
            "nothing is ready, and in `wait({:?})` the thread slept {slept} times: it looked again \
             and again. One sleep in the poller is enough, as whatever may end it does end it",
            3 * NAP
        );
    }
    assert!(
        bytes.wakes() == 0,
        "nothing came, the time of a `wait` was over, and the task that waits for bytes was woken"
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
            "`wait({longest:?})` is to last until something comes, and came back before it"
        );
        assert!(
            ended && bytes.wakes() > 0,
            "a byte has come, and `wait({longest:?})` did not wake the task that waits for it"
        );
        assert!(bytes.poll().is_ready(), "it was woken, and waits on");
        let _ = source.get().read(&mut [0; 8]);
        bytes = ByHand::new(source.readable());
        must_wait(&mut bytes, "this `readable` began after it was found");
    }
}

/// A thread has made a task ready, and the loop is asleep, or is about to be. What ends its sleep
/// must not be lost in between, and must not end every sleep from then on.
#[check(seconds = 20)]
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
            "a notifier was called before `wait(None)`, which slept on (call {round})"
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
            "another thread called a notifier during `wait(None)`, which slept on (call {round})"
        );
    }
    assert!(
        bytes.wakes() == 0,
        "a notifier was called and nothing had come, and the task that waits for bytes was woken"
    );
    must_sleep(&reactor, "the last notification had ended a `wait` already");
    // With news about a socket for which nobody waits any more, and with some that are wanted.
    peer.write_all(b"a").expect("room for a byte");
    arrived(&source);
    bytes.cancel();
    notifier.notify();
    assert!(
        rescue.wait(None),
        "a future was dropped, then its socket became ready, and a notifier was called: \
         `wait(None)` slept on"
    );
    // Told or not, that was the last of it.
    reactor.wait(Some(Duration::ZERO)).expect("a wait");
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "nobody has called `wait` yet");
    bytes.cancel();
    must_sleep(
        &reactor,
        "the last notification had ended a `wait` already, and nobody waits for a byte that is there",
    );
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "nobody has called `wait` yet");
    notifier.notify();
    must_find(
        &reactor,
        &mut bytes,
        "a byte is there, and a notifier was called",
    );
    notifier.notify();
    assert!(
        rescue.wait(None),
        "a notifier was called when a byte was there, and called again later: `wait(None)` slept on"
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
        alone.wait(None).expect("a wait");
        assert!(
            called.load(Ordering::SeqCst),
            "nothing is registered, and `wait(None)` came back before a notifier was called"
        );
        let _ = helper.join();
    }
}

/// A socket stays ready until somebody reads. Where its readiness ends every `wait`, a task that
/// takes its time keeps the loop from sleeping.
#[check(seconds = 20)]
fn readiness_that_nobody_waits_for_ends_no_wait() {
    let reactor = reactor();
    let (socket, mut peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    peer.write_all(b"a").expect("room for a byte");
    arrived(&source);
    must_sleep(
        &reactor,
        "a registered socket has a byte, and nobody ever waited for it",
    );
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "nobody has called `wait` yet");
    must_find(&reactor, &mut bytes, "a byte is there");
    must_sleep(
        &reactor,
        "a byte was found and not read yet, and nobody waits for the next",
    );
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "nobody has called `wait` yet");
    bytes.cancel();
    must_sleep(
        &reactor,
        "a byte is there; whoever waited for it has given up",
    );
    let mut room = ByHand::new(source.writable());
    must_wait(&mut room, "nobody has called `wait` yet");
    must_find(&reactor, &mut room, "there is room");
    let _ = source.get().read(&mut [0; 8]);
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "the only byte was read");
    must_sleep(
        &reactor,
        "a task waits for bytes, and none has come; there is room, and nobody waits for that",
    );
    peer.write_all(b"b").expect("room for a byte");
    must_find(&reactor, &mut bytes, "another byte has come");
}

/// A future is dropped when its time is over, or when something else came first. Its task may be gone
/// by then, or be busy with something else, and its neighbour waits on.
#[check(seconds = 20)]
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
        reactor.wait(Some(Duration::ZERO)).expect("a wait");
    }
    assert!(
        bytes.wakes() == 0,
        "a future of `readable` was dropped, then a byte came, and its task was woken"
    );
    empty(&mut peer, written);
    must_find(
        &reactor,
        &mut room,
        "one task waits for room; another one waited for bytes and has given up. There is room",
    );
    let written = fill(&source);
    let (mut bytes, mut room) = (
        ByHand::new(source.readable()),
        ByHand::new(source.writable()),
    );
    must_wait(&mut room, "the socket is full");
    room.cancel();
    must_wait(&mut bytes, "nobody has called `wait` yet");
    empty(&mut peer, written);
    must_find(
        &reactor,
        &mut bytes,
        "one task waits for bytes; another one waited for room and has given up. A byte is there",
    );
    assert!(
        room.wakes() == 0,
        "a future of `writable` was dropped, then there was room, and its task was woken"
    );
    let mut again = ByHand::new(source.readable());
    must_wait(&mut again, "nobody has called `wait` yet");
    again.cancel();
    let mut again = ByHand::new(source.readable());
    must_wait(&mut again, "nobody has called `wait` yet");
    must_find(
        &reactor,
        &mut again,
        "one has given up, and another one waits for the same bytes",
    );
    // One that is over waits no more, and one that was never polled does not wait yet.
    let counts = CountingWaker::new();
    let waker = counts.waker();
    let mut over = Box::pin(source.readable());
    let first = over.as_mut().poll(&mut Context::from_waker(&waker));
    assert!(first.is_pending(), "this `readable` began after a `wait`");
    until(&reactor, || counts.wakes() > 0);
    let second = over.as_mut().poll(&mut Context::from_waker(&waker));
    assert!(second.is_ready(), "a byte is there, and was not found");
    let never_polled = source.readable();
    let _ = source.get().read(&mut [0; 8]);
    let mut bytes = ByHand::new(source.readable());
    must_wait(&mut bytes, "the only byte was read");
    drop((over, never_polled));
    peer.write_all(b"b").expect("room for a byte");
    must_find(
        &reactor,
        &mut bytes,
        "a task waits for bytes; meanwhile an earlier future that was over was dropped, and one \
         that was never polled. A byte has come",
    );
}

/// Sources come and go all day, and their numbers may come again. Nothing of the old one may be left
/// under such a number, and nobody else's may be lost.
#[check(seconds = 20)]
fn the_end_of_a_source_is_no_danger_to_others() {
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
        assert!(polled.is_pending(), "this `readable` began after a `wait`");
        std::mem::forget(forgotten);
        drop(leaves);
        let wakes = gone.wakes();
        let comes = new();
        {
            // What the old one had waited for, or something else.
            let mut message = ByHand::new(comes.readable());
            let mut room = ByHand::new(comes.writable());
            let case = "a source was dropped and another one registered, which";
            if round % 2 == 0 {
                must_wait(&mut room, "nobody has called `wait` yet");
                send(&comes);
                must_find(&reactor, &mut room, &format!("{case} has room"));
            } else {
                must_wait(&mut message, "no message has come");
                send(&comes);
                must_find(&reactor, &mut message, &format!("{case} has a message"));
            }
            reactor.wait(Some(Duration::ZERO)).expect("a wait");
        }
        assert!(
            gone.wakes() == wakes,
            "a source was dropped and another one registered; a message came for the new one, and \
             the task was woken that had waited for the old one"
        );
        let _ = comes.get().recv(&mut [0; 8]);
        sources.push(comes);

        let mut messages: Vec<_> = (sources.iter())
            .map(|source| ByHand::new(source.readable()))
            .collect();
        for message in &mut messages {
            must_wait(
                message,
                "a source was dropped and another one registered, for which no message has come",
            );
            must_not_find(
                &reactor,
                message,
                "a source was dropped and another one registered, for which no message has come",
            );
        }
        for which in [2, 0, 1] {
            send(&sources[which]);
            must_find(
                &reactor,
                &mut messages[which],
                "a source was dropped and another one registered; then a message has come for one",
            );
            assert!(
                (messages.iter()).all(|message| message.polls() == 3 || message.wakes() == 0),
                "a source was dropped and another one registered; then a message came for one \
                 source, and the task that waits for another was woken"
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
    let mut message = ByHand::new(stays.readable());
    must_wait(&mut message, "no message has come");
    for _ in 0..300 {
        drop(new());
    }
    send(&stays);
    must_find(
        &reactor,
        &mut message,
        "a task waits for a message; 300 sources came and went, and then one has come",
    );
}

/// A waker is anybody's code. It may poll its task on the spot, and the task may be over with that,
/// and drop what it holds: a source, too, of which the same `wait` has news.
#[check(seconds = 20)]
fn a_waker_may_do_at_once_what_its_task_would() {
    type Message = Pin<Box<dyn Future<Output = io::Result<()>>>>;
    const SOURCES: usize = 8;
    let reactor = Rc::new(reactor());
    let theirs = Rc::clone(&reactor);
    let new = move || {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        theirs.register(socket).expect("a socket to register")
    };
    // Whoever drops it drops its source.
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
            panic!("{}", panic.message);
        }
        while let Some(message) = leave.next() {
            if let Err(panic) = caught(|| drop(message)) {
                // A second panic on the way would end the process, and nobody would know why.
                leave.for_each(std::mem::forget);
                panic!("{}", panic.message);
            }
        }
        for _ in 0..SOURCES {
            let source = new();
            places.borrow_mut().push(source.get().local_addr());
            let mut message = message(source);
            let polled = message.as_mut().poll(&mut Context::from_waker(&theirs));
            assert!(polled.is_pending(), "this `readable` began during a `wait`");
            fresh.borrow_mut().push(message);
        }
    });
    for message in leave.borrow_mut().iter_mut() {
        let polled = message.as_mut().poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending(), "nobody has called `wait` yet");
    }
    let case = format!(
        "{SOURCES} sources had messages, and the first waker that was called dropped them and \
         registered {SOURCES} others"
    );
    if let Err(panic) = caught(|| until(&reactor, || !come.borrow().is_empty())) {
        panic!(
            "{case}: `wait` panicked, {}. Is something still borrowed?",
            panic.message
        );
    }
    assert!(
        !come.borrow().is_empty(),
        "{SOURCES} sources had messages, and no waker was called"
    );
    for _ in 0..2 {
        reactor.wait(Some(Duration::ZERO)).expect("a wait");
    }
    assert!(
        counts.wakes() == 0,
        "{case}; nothing has come for these, and a task that waits for one of them was woken, {} \
         times: by news of a source that is gone",
        counts.wakes()
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
        "{case}; then a message came for each of these, and {found} of them were found"
    );
}
