use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use kit::panic_message;
use tokio::task::yield_now;
use tokio::time::timeout;
use tokio_test::{assert_pending, assert_ready, task};

#[path = "ch03-event/event.rs"]
mod event;
use event::Event;

// ANCHOR: wait
#[derive(Clone, Copy, Debug)]
enum Way {
    Kept,
    Busy,
    Lost,
    Stale,
}

struct Wait {
    event: Event,
    way: Way,
}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.event.state();
        if state.is_set {
            return Poll::Ready(());
        }
        match self.way {
            Way::Kept => state.waker = Some(cx.waker().clone()),
            Way::Busy => cx.waker().wake_by_ref(),
            Way::Lost => {}
            Way::Stale if state.waker.is_some() => {}
            Way::Stale => state.waker = Some(cx.waker().clone()),
        }
        Poll::Pending
    }
}
// ANCHOR_END: wait

// ANCHOR: ends
async fn it_ends_when_the_event_is_set(way: Way) {
    let event = Event::default();
    let wait = Wait {
        event: event.clone(),
        way,
    };
    let setter = async {
        yield_now().await;
        event.set();
    };
    let both = async { tokio::join!(wait, setter) };
    let ended = timeout(Duration::from_secs(60), both).await;
    assert!(ended.is_ok(), "still pending");
}
// ANCHOR_END: ends

// ANCHOR: woken
fn only_the_event_wakes_it(way: Way) {
    let event = Event::default();
    let mut wait = task::spawn(Wait {
        event: event.clone(),
        way,
    });
    assert_pending!(wait.poll());
    assert!(!wait.is_woken(), "woken before the event");
    event.set();
    assert!(wait.is_woken(), "the event did not wake it");
    assert_ready!(wait.poll());
}
// ANCHOR_END: woken

// ANCHOR: moves
fn the_event_wakes_the_task_that_polled_last(way: Way) {
    let event = Event::default();
    let mut wait = Wait {
        event: event.clone(),
        way,
    };
    assert_pending!(task::spawn(&mut wait).poll());
    let mut second = task::spawn(&mut wait);
    assert_pending!(second.poll());
    event.set();
    assert!(second.is_woken(), "the event did not wake it");
    assert_ready!(second.poll());
}
// ANCHOR_END: moves

fn main() {
    panic::set_hook(Box::new(|_| {}));
    println!("it_ends_when_the_event_is_set");
    judge(|way| run_paused(it_ends_when_the_event_is_set(way)));
    println!("only_the_event_wakes_it");
    judge(only_the_event_wakes_it);
    println!("the_event_wakes_the_task_that_polled_last");
    judge(the_event_wakes_the_task_that_polled_last);
}

/// As `#[tokio::test(start_paused = true)]` would.
fn run_paused(test: impl Future<Output = ()>) {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build().unwrap();
    runtime.block_on(test);
}

fn judge(test: fn(Way)) {
    for way in [Way::Kept, Way::Busy, Way::Lost, Way::Stale] {
        match catch_unwind(AssertUnwindSafe(|| test(way))) {
            Ok(()) => println!("  {way:?} passes"),
            Err(panic) => println!("  {way:?} fails: {}", panic_message(&*panic)),
        }
    }
}
