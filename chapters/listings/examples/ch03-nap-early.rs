use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use futures::executor::block_on;
use futures::future::join;
use kit::Recorder;

// ANCHOR: nap
struct Nap {
    duration: Duration,
    asleep: bool,
}

impl Future for Nap {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.asleep {
            return Poll::Ready(());
        }
        self.asleep = true;
        let (duration, waker) = (self.duration, cx.waker().clone());
        timer_thread(move || {
            thread::sleep(duration);
            waker.wake();
        });
        Poll::Pending
    }
}
// ANCHOR_END: nap

// ANCHOR: main
fn nap(ms: u64) -> Nap {
    Nap {
        duration: Duration::from_millis(ms),
        asleep: false,
    }
}

async fn judged(ms: u64) {
    let began = Instant::now();
    nap(ms).await;
    let early = began.elapsed() < Duration::from_millis(ms);
    println!("{ms} ms: {}", if early { "too early" } else { "in time" });
}

fn main() {
    let lab = Recorder::new();
    let short = lab.watch("short", judged(20));
    let long = lab.watch("long", judged(300));
    block_on(lab.watch("both", join(short, long)));
    lab.keep_beside_listing();
}
// ANCHOR_END: main

/// A thread whose name stands in the picture.
fn timer_thread(run: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().name("timer".to_owned());
    thread.spawn(run).unwrap();
}
