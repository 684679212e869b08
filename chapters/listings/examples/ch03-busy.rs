use std::pin::Pin;
use std::task::{Context, Poll};

use kit::Recorder;

#[path = "ch03-bell/bell.rs"]
mod bell;
#[path = "ch03-bell/step.rs"]
mod step;
use bell::Bell;
use step::step;

// ANCHOR: ring
/// Ready when the bell has rung.
struct Ring(Bell);

impl Future for Ring {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.0.state().rung {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
// ANCHOR_END: ring

// ANCHOR: main
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

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    visit(&Recorder::new(), 500).await;
    let lab = Recorder::new();
    visit(&lab, 2).await;
    lab.keep_beside_listing();
}
// ANCHOR_END: main
