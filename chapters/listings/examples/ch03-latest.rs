use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use kit::Recorder;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

#[path = "ch03-bell/bell.rs"]
mod bell;
#[path = "ch03-bell/step.rs"]
mod step;
use bell::Bell;
use step::step;

struct Ring(Bell);

// ANCHOR: poll
impl Future for Ring {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.state();
        if state.rung {
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
    visit(&Recorder::new(), 500).await;
    let lab = Recorder::new();
    hand_over(&lab).await;
    lab.keep_beside_listing();
}

/// Somebody waits at the door. The guest takes so many steps before he rings.
async fn visit(lab: &Recorder, steps: usize) {
    let bell = Bell::default();
    let door = lab.spawn("door", Ring(bell.clone()));
    lab.spawn("guest", async move {
        for _ in 0..steps {
            step().await;
        }
        bell.ring();
    });
    door.await.unwrap();
    println!("{steps} steps, polls at the door: {}", lab.polls("door"));
}

/// The hall waits for a while, and then lets the kitchen wait.
async fn hand_over(lab: &Recorder) {
    let bell = Bell::default();
    let mut ring = Ring(bell.clone());
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
}
