use std::cell::Cell;
use std::future::{poll_fn, ready};
use std::rc::Rc;
use std::task::Poll;

use kit::{ByHand, Recorder};

fn main() {
    let lab = Recorder::new();
    let percent = Rc::new(Cell::new(60));
    let seen = percent.clone();
    let download = lab.watch(
        "download",
        poll_fn(move |_cx| {
            if seen.get() < 100 {
                return Poll::Pending;
            }
            Poll::Ready(())
        }),
    );
    // ANCHOR: main
    let sum = lab.watch("sum", async {
        let mut sum = 0;
        for number in 1..=1_000 {
            sum += ready(number).await;
        }
        download.await;
        for number in 1..=1_000 {
            sum += ready(number).await;
        }
        sum
    });

    let mut sum = ByHand::new(sum);
    while sum.poll().is_pending() {
        percent.set(100);
    }
    println!("polls: {}", sum.polls());
    // ANCHOR_END: main
    lab.keep_beside_listing();
}
