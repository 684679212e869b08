use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use futures::executor::block_on;
use futures::future::join;
use kit::{ByHand, Recorder};

#[path = "ch03-nap/timer.rs"]
mod timer;
use timer::{in_turn, timer_thread};

// ANCHOR: nap
struct Nap(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    over: bool,
    waker: Option<Waker>,
}

fn nap(ms: u64) -> Nap {
    let state = Arc::new(Mutex::new(State::default()));
    let told = state.clone();
    timer_thread(move || {
        thread::sleep(Duration::from_millis(ms));
        let waker = {
            let mut state = told.lock().unwrap();
            state.over = true;
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    });
    Nap(state)
}

impl Future for Nap {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.lock().unwrap();
        if state.over {
            return Poll::Ready(());
        }
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}
// ANCHOR_END: nap

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
    block_on(in_turn(lab.watch("both", join(short, long))));
    lab.keep_beside_listing();
    dropped();
}

// ANCHOR: dropped
fn dropped() {
    let mut nap = ByHand::new(nap(300));
    println!("{:?}", nap.poll());
    nap.cancel();
    println!("after the drop: {} waker kept", nap.wakers_kept());
    // Its thread begins to sleep here, so that every machine prints the same.
    timer::next();
    while nap.wakes() == 0 {
        thread::sleep(Duration::from_millis(5));
    }
    println!("woken all the same: {} time", nap.wakes());
}
// ANCHOR_END: dropped
