use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use futures::executor::block_on;
use futures::future::join;
use kit::Recorder;

#[path = "ch03-nap/timer.rs"]
mod timer;
use timer::{in_turn, timer_thread};

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

fn nap(duration: Duration) -> Nap {
    Nap {
        duration,
        asleep: false,
    }
}

async fn judged(duration: Duration) {
    let began = Instant::now();
    nap(duration).await;
    let early = began.elapsed() < duration;
    let judgement = if early { "too early" } else { "in time" };
    println!("{duration:?}: {judgement}");
}

// ANCHOR: main
fn main() {
    let lab = Recorder::new();
    let short = lab.watch("short", judged(Duration::from_millis(20)));
    let long = lab.watch("long", judged(Duration::from_secs(3600)));
    block_on(in_turn(lab.watch("both", join(short, long))));
    lab.keep_beside_listing();
}
// ANCHOR_END: main
