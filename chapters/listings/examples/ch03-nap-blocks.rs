use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use futures::executor::block_on;
use futures::future::join;

// ANCHOR: nap
struct Nap {
    name: &'static str,
    duration: Duration,
}

impl Future for Nap {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
        println!("{}: polled", self.name);
        thread::sleep(self.duration);
        println!("{}: ready", self.name);
        Poll::Ready(())
    }
}
// ANCHOR_END: nap

fn nap(name: &'static str, ms: u64) -> Nap {
    let duration = Duration::from_millis(ms);
    Nap { name, duration }
}

// ANCHOR: main
fn main() {
    block_on(join(nap("short", 20), nap("long", 60)));
}
// ANCHOR_END: main
