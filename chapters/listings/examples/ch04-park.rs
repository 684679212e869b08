use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use futures::channel::oneshot::{self, Receiver};
use kit::Recorder;

#[path = "ch04-block-on/block_on.rs"]
mod block_on;
use block_on::block_on;

fn main() {
    // First: a scene can leave the token of this thread set, and then the first `park` returns at once.
    record();
    println!("this block_on");
    show(|future| block_on(future));
    println!("futures::executor::block_on");
    show(|future| futures::executor::block_on(future));
}

type BlockOn = fn(Pin<&mut dyn Future<Output = ()>>);

fn show(block_on: BlockOn) {
    println!("  a message: {} polls", polls(block_on, || ()));
    println!("  stray unparks: {} polls", polls(block_on, stray_unpark));
}

// ANCHOR: scenes
/// Sets the token of this thread, as a library that shares the thread might.
fn stray_unpark() {
    thread::current().unpark();
}

/// Counts the polls of a future that waits for a message. Its first three polls also call `extra`.
fn polls(block_on: BlockOn, extra: fn()) -> u32 {
    let polls = Arc::new(AtomicU32::new(0));
    let (counted, mut message) = (polls.clone(), after_the_last_of(&polls));
    let future = poll_fn(move |cx| {
        if counted.fetch_add(1, SeqCst) < 3 {
            extra();
        }
        Pin::new(&mut message)
            .poll(cx)
            .map(|message| message.unwrap())
    });
    block_on(pin!(future));
    polls.load(SeqCst)
}
// ANCHOR_END: scenes

/// A message from another thread, sent once no poll has come for 50 ms.
fn after_the_last_of(polls: &Arc<AtomicU32>) -> Receiver<()> {
    let (sender, message) = oneshot::channel();
    let other = thread::Builder::new().name("sender".to_owned());
    let polls = polls.clone();
    let work = move || {
        let mut before = 0;
        loop {
            thread::sleep(Duration::from_millis(50));
            let now = polls.load(SeqCst);
            if now > 0 && now == before {
                break;
            }
            before = now;
        }
        sender.send(()).unwrap();
    };
    other.spawn(work).unwrap();
    message
}

/// The same message, recorded for the picture.
fn record() {
    let lab = Recorder::new();
    let polls = Arc::new(AtomicU32::new(0));
    let (counted, mut message) = (polls.clone(), after_the_last_of(&polls));
    let future = poll_fn(move |cx| {
        let polled = Pin::new(&mut message).poll(cx);
        counted.fetch_add(1, SeqCst);
        polled
    });
    block_on(lab.watch("message", future)).unwrap();
    assert_eq!(polls.load(SeqCst), 2, "the page says so");
    lab.keep_beside_listing();
}
