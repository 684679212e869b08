use std::cell::Cell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
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
    let polls = Rc::new(Cell::new(0));
    let (counted, mut letter) = (polls.clone(), in_50_ms());
    let future = poll_fn(move |cx| {
        counted.set(counted.get() + 1);
        if counted.get() <= 3 {
            more();
        }
        Pin::new(&mut letter).poll(cx).map(|letter| letter.unwrap())
    });
    block_on(pin!(future));
    polls.get()
}
// ANCHOR_END: scenes

/// What a thread of its own sends after 50 ms.
fn in_50_ms() -> Receiver<()> {
    let (sender, letter) = oneshot::channel();
    let friend = thread::Builder::new().name("friend".to_owned());
    let work = move || {
        thread::sleep(Duration::from_millis(50));
        sender.send(()).unwrap();
    };
    friend.spawn(work).unwrap();
    letter
}

/// The letter once more, for the picture.
fn record() {
    let lab = Recorder::new();
    block_on(lab.watch("letter", in_50_ms())).unwrap();
    lab.keep_beside_listing();
}
