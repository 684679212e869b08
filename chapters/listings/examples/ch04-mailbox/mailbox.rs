//! A mailbox between two threads. One of two orders of the same two lines loses wake-ups.
//! The lock comes from `crate::sync`, so that it can be exchanged.

use std::task::{Context, Poll, Waker};

use kit::Recorder;

use crate::sync::Mutex;

#[derive(Default)]
struct Shared {
    message: Option<&'static str>,
    waker: Option<Waker>,
}

pub struct Mailbox {
    shared: Mutex<Shared>,
    lab: Recorder,
}

pub type Receive = fn(&Mailbox, &mut Context<'_>) -> Poll<&'static str>;

impl Mailbox {
    pub fn new(lab: &Recorder) -> Self {
        Self {
            shared: Mutex::new(Shared::default()),
            lab: lab.clone(),
        }
    }

    // ANCHOR: check_first
    pub fn check_first(&self, cx: &mut Context<'_>) -> Poll<&'static str> {
        if let Some(message) = self.check() {
            return Poll::Ready(message);
        }
        self.store(cx.waker());
        Poll::Pending
    }
    // ANCHOR_END: check_first

    // ANCHOR: store_first
    pub fn store_first(&self, cx: &mut Context<'_>) -> Poll<&'static str> {
        self.store(cx.waker());
        if let Some(message) = self.check() {
            return Poll::Ready(message);
        }
        Poll::Pending
    }
    // ANCHOR_END: store_first

    // ANCHOR: steps
    fn check(&self) -> Option<&'static str> {
        let mut shared = self.shared.lock().unwrap();
        let message = shared.message.take();
        let finds = message.map_or("finds no message", |_| "finds the message");
        self.step(&shared, "receiver", finds);
        message
    }

    fn store(&self, waker: &Waker) {
        let mut shared = self.shared.lock().unwrap();
        shared.waker = Some(waker.clone());
        self.step(&shared, "receiver", "stores its waker");
    }

    pub fn send(&self, message: &'static str) {
        let mut shared = self.shared.lock().unwrap();
        shared.message = Some(message);
        self.step(&shared, "sender", "puts a message in");
        drop(shared);

        let mut shared = self.shared.lock().unwrap();
        let waker = shared.waker.take();
        let finds = waker
            .as_ref()
            .map_or("finds no waker", |_| "takes the waker");
        self.step(&shared, "sender", finds);
        drop(shared);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
    // ANCHOR_END: steps

    /// Records a step, at the line that takes it.
    #[track_caller]
    fn step(&self, shared: &Shared, who: &str, does: &str) {
        let is = |there: bool| if there { "there" } else { "none" };
        let (message, waker) = (is(shared.message.is_some()), is(shared.waker.is_some()));
        let shared = format!("message: {message}, waker: {waker}");
        self.lab.step(who, does, shared);
    }
}
