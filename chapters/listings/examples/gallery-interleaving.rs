use std::cell::RefCell;
use std::task::{Poll, Waker};

use kit::{CountingWaker, Recorder};

/// What the sender and the receiver share.
#[derive(Default)]
struct Shared {
    sent: bool,
    waker: Option<Waker>,
}

#[derive(Default)]
struct Channel {
    shared: RefCell<Shared>,
    lab: Recorder,
}

impl Channel {
    fn look(&self) -> bool {
        let sent = self.shared.borrow().sent;
        self.step("receiver", format!("sees sent = {sent}"));
        sent
    }

    fn register(&self, waker: &Waker) {
        self.shared.borrow_mut().waker = Some(waker.clone());
        self.step("receiver", "stores its waker");
    }

    /// Another thread does this, at any moment: here at the worst one.
    fn send(&self) {
        self.shared.borrow_mut().sent = true;
        self.step("sender", "sets sent");
        let waker = self.shared.borrow_mut().waker.take();
        let does = match waker {
            Some(waker) => {
                waker.wake();
                "wakes the receiver"
            }
            None => "finds no waker",
        };
        self.step("sender", does);
    }

    /// Tells a step, at the line that takes it.
    #[track_caller]
    fn step(&self, who: &str, does: impl Into<String>) {
        let Shared { sent, waker } = &*self.shared.borrow();
        let waker = if waker.is_some() { "kept" } else { "none" };
        self.lab
            .step(who, does, format!("sent = {sent}, waker: {waker}"));
    }
}

fn check_then_register(channel: &Channel, waker: &Waker) -> Poll<()> {
    if channel.look() {
        return Poll::Ready(());
    }
    channel.send();
    channel.register(waker);
    Poll::Pending
}

fn register_then_check(channel: &Channel, waker: &Waker) -> Poll<()> {
    channel.register(waker);
    channel.send();
    if channel.look() {
        return Poll::Ready(());
    }
    Poll::Pending
}

fn run(lab: &Recorder, name: &str, poll: fn(&Channel, &Waker) -> Poll<()>) {
    lab.note(name);
    let (lab, counting) = (lab.clone(), CountingWaker::new());
    let channel = Channel {
        lab: lab.clone(),
        ..Channel::default()
    };
    let polled = poll(&channel, &counting.waker());
    let says = format!("{polled:?}, wakes: {}", counting.wakes());
    println!("{name}: {says}");
    lab.note(says);
}

fn main() {
    let lab = Recorder::new();
    run(&lab, "check, then register", check_then_register);
    run(&lab, "register, then check", register_then_check);
    lab.keep_beside_listing();
}
