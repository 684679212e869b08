use std::future::{poll_fn, ready};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use futures::channel::oneshot::{self, Sender};
use kit::{Recorder, panic_message};
use tokio::task::yield_now;

#[path = "ch04-block-on/block_on.rs"]
mod block_on;
use block_on::block_on;

type BlockOn = fn(Pin<&mut dyn Future<Output = ()>>);

// ANCHOR: inner
/// Sends the message, then yields once.
async fn send(sender: Sender<()>) {
    sender.send(()).unwrap();
    yield_now().await;
}
// ANCHOR_END: inner

// ANCHOR: outer
/// Waits for a message. Its first poll also runs `send`, in a `block_on` of its own.
async fn receive(lab: &Recorder, block_on: BlockOn) {
    let (sender, mut message) = oneshot::channel();
    let mut sending = Some(lab.watch("inner", send(sender)));
    poll_fn(|cx| {
        let polled = Pin::new(&mut message).poll(cx);
        if let Some(sending) = sending.take() {
            block_on(pin!(sending));
        }
        polled.map(|message| message.unwrap())
    })
    .await
}
// ANCHOR_END: outer

fn on_tokio(future: Pin<&mut dyn Future<Output = ()>>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future);
}

fn main() {
    panic::set_hook(Box::new(|_| {}));
    let lab = Recorder::new();
    println!("this one: {}", outcome(&lab, |future| block_on(future)));
    // For the picture: by then, `outer` is asleep.
    futures::executor::block_on(lab.watch("main", ready(())));
    lab.keep_beside_listing();
    let futures: BlockOn = |future| futures::executor::block_on(future);
    println!("futures: {}", outcome(&Recorder::new(), futures));
    println!("tokio: {}", outcome(&Recorder::new(), on_tokio));
}

/// How a nested `block_on` ends. It runs on a separate thread, which may never end.
fn outcome(lab: &Recorder, block_on: BlockOn) -> String {
    let (tell, told) = mpsc::channel();
    let lab = lab.clone();
    thread::spawn(move || {
        let mut receive = pin!(lab.watch("outer", receive(&lab, block_on)));
        let watched = poll_fn(|cx| {
            let polled = receive.as_mut().poll(cx);
            if polled.is_pending() {
                let _ = tell.send(Told::Pending);
            }
            polled
        });
        let run = AssertUnwindSafe(|| block_on(pin!(watched)));
        let _ = tell.send(Told::Ended(catch_unwind(run)));
    });
    // A first poll may take long on a busy machine, so nothing bounds it.
    let mut bound = Duration::MAX;
    let ended = loop {
        match told.recv_timeout(bound) {
            Ok(Told::Pending) => bound = Duration::from_millis(500),
            Ok(Told::Ended(ended)) => break ended,
            Err(_) => return "asleep".to_owned(),
        }
    };
    match ended {
        Ok(()) => "done".to_owned(),
        Err(panic) => {
            let words = panic_message(&*panic);
            let first = words.split(". ").next().unwrap_or_default();
            format!("panic: {first}")
        }
    }
}

/// What the thread reports: that a poll returned `Pending`, or how `block_on` ended.
enum Told {
    Pending,
    Ended(thread::Result<()>),
}
