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

fn messages() -> u32 {
    amount(1_000, 10)
}

// ANCHOR: arrives
/// Whether the message arrives within a second.
fn arrives(receive: Receive) -> bool {
    let mailbox = Arc::new(Mailbox::new(&Recorder::new()));
    let (received, arrival) = mpsc::channel();
    let receiver = mailbox.clone();
    thread::spawn(move || {
        let message = block_on(poll_fn(|cx| receive(&receiver, cx)));
        let _ = received.send(message);
    });
    thread::spawn(move || mailbox.send("hello"));
    arrival.recv_timeout(Duration::from_secs(1)).is_ok()
}
// ANCHOR_END: arrives

fn main() {
    for (name, receive) in [
        (
            "check, then store the waker",
            Mailbox::check_first as Receive,
        ),
        ("store the waker, then check", Mailbox::store_first),
    ] {
        let lost = (0..messages()).filter(|_| !arrives(receive)).count();
        println!("{name}: ~{lost} of {} messages lost", messages());
        // A machine may happen to interrupt the receiver there more often than others do.
        claim(lost <= 50, "few messages are lost, in either order");
    }
}
