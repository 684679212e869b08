use std::pin::Pin;
use std::task::{Context, Poll};

use kit::Recorder;

#[path = "ch03-event/event.rs"]
mod event;
#[path = "ch03-event/step.rs"]
mod step;
use event::Event;
use step::step;

// ANCHOR: wait
/// Ready when the event is set.
struct Wait(Event);

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.0.state().is_set {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
// ANCHOR_END: wait

// ANCHOR: main
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
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    run(&Recorder::new(), 500).await;
    let lab = Recorder::new();
    run(&lab, 2).await;
    lab.keep_beside_listing();
}
