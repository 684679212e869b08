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
    println!("this block_on");
    show(|future| block_on(future));
    println!("futures::executor::block_on");
    show(|future| futures::executor::block_on(future));
    record();
}

// ANCHOR: scenes
type BlockOn = fn(Pin<&mut dyn Future<Output = ()>>);

fn show(block_on: BlockOn) {
    println!("  a letter: {} polls", polls(block_on, || ()));
    println!("  with a rattle: {} polls", polls(block_on, rattle));
}

/// Somebody on this thread, a library perhaps, leaves the thread's token lying about.
fn rattle() {
    thread::current().unpark();
}

/// How often a future is polled that waits for a letter. Its first three polls do `more`.
fn polls(block_on: BlockOn, more: fn()) -> u32 {
    let polls = Arc::new(AtomicU32::new(0));
    let (counted, mut letter) = (polls.clone(), after_the_last_of(&polls));
    let future = poll_fn(move |cx| {
        if counted.fetch_add(1, SeqCst) < 3 {
            more();
        }
        Pin::new(&mut letter).poll(cx).map(|letter| letter.unwrap())
    });
    block_on(pin!(future));
    polls.load(SeqCst)
}
// ANCHOR_END: scenes

/// What a thread of its own sends when no poll has come for 50 ms.
fn after_the_last_of(polls: &Arc<AtomicU32>) -> Receiver<()> {
    let (sender, letter) = oneshot::channel();
    let friend = thread::Builder::new().name("friend".to_owned());
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
    friend.spawn(work).unwrap();
    letter
}

/// The letter once more, for the picture.
fn record() {
    let lab = Recorder::new();
    let polls = Arc::new(AtomicU32::new(0));
    let mut letter = after_the_last_of(&polls);
    let counted = poll_fn(move |cx| {
        let polled = Pin::new(&mut letter).poll(cx);
        polls.fetch_add(1, SeqCst);
        polled
    });
    block_on(lab.watch("letter", counted)).unwrap();
    lab.keep_beside_listing();
}
