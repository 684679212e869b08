//! A future beside an earlier one of its source, which waits no more or not yet.

use std::io::{Read, Write};
use std::task::Context;
use std::time::Duration;

use kit::{ByHand, CountingWaker};

use super::sockets::{arrived, pair, reactor};
use super::waits::{must_wait, until, wait};

/// Why a future was not found, when an earlier one was dropped that was `ready` already, or was never polled.
pub fn not_found_beside(ready: bool) -> String {
    let which = match ready {
        true => "had been ready already",
        false => "had never been polled",
    };
    let contrast = match !is_found_beside(ready, true) && is_found_beside(ready, false) {
        true => "Right if the first is kept: so its drop took away the waker of the next one. ",
        false => "",
    };
    format!(
        "of two futures of `readable` of one source, the first {which}, and was dropped when the next one waited. \
         {contrast}A byte came, and no `wait` woke the task of the next one\n\n\
         A future that is ready, or was never polled, waits for nothing: its drop must remove nothing that belongs to \
         another one."
    )
}

/// Whether the next one is found when the first is `dropped`, or kept.
fn is_found_beside(ready: bool, dropped: bool) -> bool {
    let reactor = reactor();
    let (socket, mut peer) = pair();
    let source = reactor.register(socket).expect("a socket to register");
    let counts = CountingWaker::new();
    let waker = counts.waker();
    let mut first = Box::pin(source.readable());
    if ready {
        peer.write_all(b"a").expect("room for a byte");
        let waits = first.as_mut().poll(&mut Context::from_waker(&waker));
        until(&reactor, || counts.wakes() > 0);
        let is_ready = first.as_mut().poll(&mut Context::from_waker(&waker));
        if waits.is_ready() || is_ready.is_pending() {
            return false;
        }
        let _ = source.get().read(&mut [0; 8]);
    }
    let mut next = ByHand::new(source.readable());
    must_wait(&mut next, "no byte is left");
    let _kept = (!dropped).then_some(first);
    peer.write_all(b"b").expect("room for a byte");
    arrived(&source);
    for _ in 0..20 {
        if next.wakes() == 0 {
            wait(&reactor, Duration::ZERO);
        }
    }
    next.wakes() > 0
}
