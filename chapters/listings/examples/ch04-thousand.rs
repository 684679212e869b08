// measures: release
use std::future::poll_fn;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use futures::executor::block_on;
use kit::Recorder;
use listings::{amount, claim};

#[path = "ch04-mailbox/mailbox.rs"]
mod mailbox;
use mailbox::{Mailbox, Receive};

/// The standard library's.
mod sync {
    pub use std::sync::Mutex;
}

fn letters() -> u32 {
    amount(1_000, 10)
}

// ANCHOR: main
/// Whether the letter arrives within a second.
fn arrives(receive: Receive) -> bool {
    let mailbox = Arc::new(Mailbox::new(&Recorder::new()));
    let (received, arrival) = mpsc::channel();
    let receiver = mailbox.clone();
    thread::spawn(move || {
        let letter = block_on(poll_fn(|cx| receive(&receiver, cx)));
        let _ = received.send(letter);
    });
    thread::spawn(move || mailbox.send("hello"));
    arrival.recv_timeout(Duration::from_secs(1)).is_ok()
}

fn main() {
    for (name, receive) in [
        ("look, then leave the waker", Mailbox::look_first as Receive),
        ("leave the waker, then look", Mailbox::leave_first),
    ] {
        let lost = (0..letters()).filter(|_| !arrives(receive)).count();
        println!("{name}: ~{lost} of {} letters lost", letters());
        // ANCHOR_END: main
        // A machine may happen to interrupt the receiver there more often than others do.
        claim(lost <= 50, "few letters are lost, in either order");
    }
}
