//! Four futures that wait for a door to open, and four tests of them.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use tokio::task::yield_now;

#[path = "ch14-tests/passes.rs"]
mod passes;
#[path = "ch14-tests/mod.rs"]
mod tests;

use passes::passes;
use tests::on_a_runtime;

/// Whether the door is open, and which task to wake when it opens.
#[derive(Clone, Default)]
struct Door(Rc<RefCell<(bool, Option<Waker>)>>);

impl Door {
    fn open(&self) {
        let (open, waker) = &mut *self.0.borrow_mut();
        *open = true;
        if let Some(waker) = waker.take() {
            waker.wake();
        }
    }
}

// ANCHOR: opened
#[derive(Clone, Copy, Debug)]
enum Kind {
    Latest,
    First,
    Busy,
    Trusting,
}

/// Ready when the door is open.
struct Opened {
    door: Door,
    kind: Kind,
    polled: bool,
}

impl Future for Opened {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let polled = std::mem::replace(&mut self.polled, true);
        let (open, waker) = &mut *self.door.0.borrow_mut();
        let ready = match self.kind {
            Kind::Trusting => *open || polled,
            _ => *open,
        };
        if ready {
            return Poll::Ready(());
        }
        match self.kind {
            Kind::First => _ = waker.get_or_insert_with(|| cx.waker().clone()),
            Kind::Busy => cx.waker().wake_by_ref(),
            Kind::Latest | Kind::Trusting => *waker = Some(cx.waker().clone()),
        }
        Poll::Pending
    }
}
// ANCHOR_END: opened

// ANCHOR: ends
/// The future ends when the door opens.
fn ends(door: &Door, opened: Opened) {
    on_a_runtime(async {
        futures::join!(opened, async {
            yield_now().await;
            door.open();
        });
    });
}
// ANCHOR_END: ends

// ANCHOR: count
/// A waker that counts.
#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Count {
    fn wakes(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    fn poll(self: &Arc<Self>, opened: &mut Opened) -> Poll<()> {
        let waker = Waker::from(Arc::clone(self));
        Pin::new(opened).poll(&mut Context::from_waker(&waker))
    }
}
// ANCHOR_END: count

// ANCHOR: one
/// The door wakes the task, and nothing else does.
fn one_waker(door: &Door, mut opened: Opened) {
    let task = Arc::new(Count::default());
    assert!(task.poll(&mut opened).is_pending());
    assert_eq!(task.wakes(), 0, "woken while the door is closed");
    door.open();
    assert_eq!(task.wakes(), 1, "woken when it opens");
    assert!(task.poll(&mut opened).is_ready());
}
// ANCHOR_END: one

// ANCHOR: two
/// The future moves to another task, and the door wakes that one.
fn two_wakers(door: &Door, mut opened: Opened) {
    let (first, second) = (Arc::new(Count::default()), Arc::new(Count::default()));
    assert!(first.poll(&mut opened).is_pending());
    assert!(second.poll(&mut opened).is_pending(), "nothing has changed");
    door.open();
    assert_eq!(second.wakes(), 1, "the last task to poll is woken");
    assert!(second.poll(&mut opened).is_ready());
}
// ANCHOR_END: two

// ANCHOR: each
/// The same, and the counts of both tasks are read before the event and after it.
fn each_step(door: &Door, mut opened: Opened) {
    let (first, second) = (Arc::new(Count::default()), Arc::new(Count::default()));
    assert!(first.poll(&mut opened).is_pending());
    assert!(second.poll(&mut opened).is_pending(), "nothing has changed");
    assert_eq!((first.wakes(), second.wakes()), (0, 0), "it is closed");
    door.open();
    assert_eq!((first.wakes(), second.wakes()), (0, 1), "it has opened");
    assert!(second.poll(&mut opened).is_ready());
}
// ANCHOR_END: each

// ANCHOR: main
fn accepts(name: &str, test: fn(&Door, Opened)) {
    let accepted = [Kind::Latest, Kind::First, Kind::Busy, Kind::Trusting]
        .into_iter()
        .filter(|kind| {
            let door = Door::default();
            let opened = Opened {
                door: door.clone(),
                kind: *kind,
                polled: false,
            };
            passes(|| test(&door, opened))
        })
        .collect::<Vec<_>>();
    println!("{name:10} accepts {accepted:?}");
}

fn main() {
    accepts("ends", ends);
    accepts("one_waker", one_waker);
    accepts("two_wakers", two_wakers);
    accepts("each_step", each_step);
}
// ANCHOR_END: main
