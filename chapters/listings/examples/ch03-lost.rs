use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use kit::Recorder;
use tokio::time::{Instant, sleep, timeout};

#[path = "ch03-bell/bell.rs"]
mod bell;
use bell::Bell;

// ANCHOR: ring
struct Ring(Bell);

impl Future for Ring {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
        if self.0.state().rung {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}
// ANCHOR_END: ring

const MINUTE: Duration = Duration::from_secs(60);

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let bell = Bell::default();
    let door = lab.spawn("door", Ring(bell.clone()));
    lab.spawn("guest", ring_after_300_ms(bell));

    let waited = timeout(MINUTE, door).await;
    println!("a task: {waited:?}");
    // ANCHOR_END: main
    lab.keep_beside_listing();

    // ANCHOR: delayed
    let bell = Bell::default();
    tokio::spawn(ring_after_300_ms(bell.clone()));
    let began = Instant::now();
    let waited = timeout(MINUTE, Ring(bell)).await;
    println!("no task: {waited:?} after {:?}", began.elapsed());
    // ANCHOR_END: delayed
}

async fn ring_after_300_ms(bell: Bell) {
    sleep(Duration::from_millis(300)).await;
    bell.ring();
}
