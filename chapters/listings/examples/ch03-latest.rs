use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use kit::Recorder;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

#[path = "ch03-event/event.rs"]
mod event;
#[path = "ch03-event/step.rs"]
mod step;
use event::Event;
use step::step;

struct Wait(Event);

// ANCHOR: poll
impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.state();
        if state.is_set {
            return Poll::Ready(());
        }
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}
// ANCHOR_END: poll

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    run(&Recorder::new(), 500).await;
    let lab = Recorder::new();
    hand_over(&lab).await;
    lab.keep_beside_listing();
}

/// The setter yields so many times, then sets the event that the waiter waits for.
async fn run(lab: &Recorder, steps: usize) {
    let event = Event::default();
    let waiter = lab.spawn("waiter", Wait(event.clone()));
    lab.spawn("setter", async move {
        for _ in 0..steps {
            step().await;
        }
        event.set();
    });
    waiter.await.unwrap();
    println!("{steps} steps, polls of waiter: {}", lab.polls("waiter"));
}

/// The first task waits for a while, and then sends the future to the second one.
async fn hand_over(lab: &Recorder) {
    let event = Event::default();
    let mut wait = Wait(event.clone());
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
}
