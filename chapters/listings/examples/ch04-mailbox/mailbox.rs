//! A mailbox between two threads. Of two orders of the same two lines, one loses wake-ups.
//! The lock comes from `crate::sync`, so that it can be exchanged.

use std::task::{Context, Poll, Waker};

use kit::Recorder;

use crate::sync::Mutex;

#[derive(Default)]
struct Shared {
    letter: Option<&'static str>,
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

    // ANCHOR: look_first
    pub fn look_first(&self, cx: &mut Context<'_>) -> Poll<&'static str> {
        if let Some(letter) = self.look() {
            return Poll::Ready(letter);
        }
        self.leave(cx.waker());
        Poll::Pending
    }
    // ANCHOR_END: look_first

    // ANCHOR: leave_first
    pub fn leave_first(&self, cx: &mut Context<'_>) -> Poll<&'static str> {
        self.leave(cx.waker());
        if let Some(letter) = self.look() {
            return Poll::Ready(letter);
        }
        Poll::Pending
    }
    // ANCHOR_END: leave_first

    // ANCHOR: steps
    fn look(&self) -> Option<&'static str> {
        let mut shared = self.shared.lock().unwrap();
        let letter = shared.letter.take();
        let finds = letter.map_or("finds no letter", |_| "finds the letter");
        self.step(&shared, "receiver", finds);
        letter
    }

    fn leave(&self, waker: &Waker) {
        let mut shared = self.shared.lock().unwrap();
        shared.waker = Some(waker.clone());
        self.step(&shared, "receiver", "leaves its waker");
    }

    pub fn send(&self, letter: &'static str) {
        let mut shared = self.shared.lock().unwrap();
        shared.letter = Some(letter);
        self.step(&shared, "sender", "puts the letter in");
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

    /// Tells a step, at the line that takes it.
    #[track_caller]
    fn step(&self, shared: &Shared, who: &str, does: &str) {
        let is = |there: bool| if there { "there" } else { "none" };
        let (letter, waker) = (is(shared.letter.is_some()), is(shared.waker.is_some()));
        let shared = format!("letter: {letter}, waker: {waker}");
        self.lab.step(who, does, shared);
    }
}
