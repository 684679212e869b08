use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use futures::executor::block_on;
use futures::future::join;

// ANCHOR: nap
struct Nap(Duration);

impl Future for Nap {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
        thread::sleep(self.0);
        Poll::Ready(())
    }
}
// ANCHOR_END: nap

// ANCHOR: main
fn main() {
    let (short, long) = (Duration::from_millis(20), Duration::from_millis(60));
    let began = Instant::now();
    block_on(join(Nap(short), Nap(long)));
    println!("both: ~{} ms", began.elapsed().as_millis());
    // ANCHOR_END: main
    assert!(began.elapsed() >= short + long);
}
