use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use kit::panic_message;
use tokio::task::yield_now;
use tokio::time::timeout;
use tokio_test::{assert_pending, assert_ready, task};

#[path = "ch03-bell/bell.rs"]
mod bell;
use bell::Bell;

// ANCHOR: ring
#[derive(Clone, Copy, Debug)]
enum Way {
    Kept,
    Busy,
    Lost,
    Stale,
}

struct Ring {
    bell: Bell,
    way: Way,
}

impl Future for Ring {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.bell.state();
        if state.rung {
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
// ANCHOR_END: ring

// ANCHOR: ends
async fn it_ends_when_the_bell_has_rung(way: Way) {
    let bell = Bell::default();
    let ring = Ring {
        bell: bell.clone(),
        way,
    };
    let guest = async {
        yield_now().await;
        bell.ring();
    };
    let both = async { tokio::join!(ring, guest) };
    let ended = timeout(Duration::from_secs(60), both).await;
    assert!(ended.is_ok(), "it still waits");
}
// ANCHOR_END: ends

// ANCHOR: woken
fn the_bell_wakes_it_and_nobody_else_does(way: Way) {
    let bell = Bell::default();
    let mut ring = task::spawn(Ring {
        bell: bell.clone(),
        way,
    });
    assert_pending!(ring.poll());
    assert!(!ring.is_woken(), "woken before anybody rang");
    bell.ring();
    assert!(ring.is_woken(), "the bell rang and woke nobody");
    assert_ready!(ring.poll());
}
// ANCHOR_END: woken

// ANCHOR: moves
fn the_bell_wakes_the_task_that_polled_last(way: Way) {
    let bell = Bell::default();
    let mut ring = Ring {
        bell: bell.clone(),
        way,
    };
    assert_pending!(task::spawn(&mut ring).poll());
    let mut second = task::spawn(&mut ring);
    assert_pending!(second.poll());
    bell.ring();
    assert!(second.is_woken(), "the bell rang and did not wake it");
    assert_ready!(second.poll());
}
// ANCHOR_END: moves

fn main() {
    panic::set_hook(Box::new(|_| {}));
    println!("it_ends_when_the_bell_has_rung");
    judge(|way| run_paused(it_ends_when_the_bell_has_rung(way)));
    println!("the_bell_wakes_it_and_nobody_else_does");
    judge(the_bell_wakes_it_and_nobody_else_does);
    println!("the_bell_wakes_the_task_that_polled_last");
    judge(the_bell_wakes_the_task_that_polled_last);
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
