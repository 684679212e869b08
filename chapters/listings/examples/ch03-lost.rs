use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use kit::Recorder;
use tokio::time::{Instant, sleep, timeout};

#[path = "ch03-event/event.rs"]
mod event;
use event::Event;

// ANCHOR: wait
struct Wait(Event);

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
        if self.0.state().is_set {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}
// ANCHOR_END: wait

const MINUTE: Duration = Duration::from_secs(60);

// ANCHOR: main
async fn set_after_300_ms(event: Event) {
    sleep(Duration::from_millis(300)).await;
    event.set();
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let event = Event::default();
    let waiter = lab.spawn("waiter", Wait(event.clone()));
    lab.spawn("setter", set_after_300_ms(event));

    let waited = timeout(MINUTE, waiter).await;
    println!("a task: {waited:?}");
    // ANCHOR_END: main
    lab.keep_beside_listing();

    // ANCHOR: delayed
    let event = Event::default();
    tokio::spawn(set_after_300_ms(event.clone()));
    let began = Instant::now();
    let waited = timeout(MINUTE, Wait(event)).await;
    println!("no task: {waited:?} after {:?}", began.elapsed());
    // ANCHOR_END: delayed
}
