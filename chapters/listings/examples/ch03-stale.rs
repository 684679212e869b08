use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use kit::Recorder;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

#[path = "ch03-bell/bell.rs"]
mod bell;
use bell::Bell;

// ANCHOR: ring
struct Ring(Bell);

impl Future for Ring {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.state();
        if state.rung {
            return Poll::Ready(());
        }
        state.waker.get_or_insert_with(|| cx.waker().clone());
        Poll::Pending
    }
}
// ANCHOR_END: ring

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let bell = Bell::default();
    let mut ring = Ring(bell.clone());
    // ANCHOR: main
    let (hand_over, taken) = oneshot::channel();
    lab.spawn("hall", async move {
        let bored = timeout(Duration::from_millis(100), &mut ring).await;
        assert!(bored.is_err());
        let _ = hand_over.send(ring);
        sleep(MINUTE).await;
    });
    let kitchen = lab.spawn("kitchen", async move {
        let ring = taken.await.unwrap();
        ring.await;
    });
    lab.spawn("guest", async move {
        sleep(Duration::from_millis(300)).await;
        bell.ring();
    });
    println!("kitchen: {:?}", timeout(MINUTE / 2, kitchen).await);
    // ANCHOR_END: main
    lab.keep_beside_listing();
}
