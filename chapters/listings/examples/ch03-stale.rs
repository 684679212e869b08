use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use kit::Recorder;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

#[path = "ch03-event/event.rs"]
mod event;
use event::Event;

// ANCHOR: wait
struct Wait(Event);

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.state();
        if state.is_set {
            return Poll::Ready(());
        }
        state.waker.get_or_insert_with(|| cx.waker().clone());
        Poll::Pending
    }
}
// ANCHOR_END: wait

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let event = Event::default();
    let mut wait = Wait(event.clone());
    // ANCHOR: main
    let (hand_over, taken) = oneshot::channel();
    lab.spawn("first", async move {
        let timed_out = timeout(Duration::from_millis(100), &mut wait).await;
        assert!(timed_out.is_err());
        let _ = hand_over.send(wait);
        sleep(MINUTE).await;
    });
    let second = lab.spawn("second", async move {
        let wait = taken.await.unwrap();
        wait.await;
    });
    lab.spawn("setter", async move {
        sleep(Duration::from_millis(300)).await;
        event.set();
    });
    println!("second: {:?}", timeout(MINUTE / 2, second).await);
    // ANCHOR_END: main
    lab.keep_beside_listing();
}
