//! Three futures that wait for a door to open, polled by hand.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

// ANCHOR: door
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

/// How a future that waits for the door deals with its waker.
#[derive(Clone, Copy, Debug)]
enum Keeps {
    Latest,
    First,
    None,
}

struct Opened(Door, Keeps);

impl Future for Opened {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let (open, waker) = &mut *self.0.0.borrow_mut();
        if *open {
            return Poll::Ready(());
        }
        match self.1 {
            Keeps::Latest => *waker = Some(cx.waker().clone()),
            Keeps::First => _ = waker.get_or_insert_with(|| cx.waker().clone()),
            Keeps::None => cx.waker().wake_by_ref(),
        }
        Poll::Pending
    }
}
// ANCHOR_END: door

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
}
// ANCHOR_END: count

// ANCHOR: look
fn look(keeps: Keeps) {
    let door = Door::default();
    let mut opened = Opened(door.clone(), keeps);
    let mut poll = |count: &Arc<Count>| {
        let waker = Waker::from(Arc::clone(count));
        Pin::new(&mut opened).poll(&mut Context::from_waker(&waker))
    };
    let (first, second) = (Arc::new(Count::default()), Arc::new(Count::default()));
    assert!(poll(&first).is_pending());
    // The future moves to another task, and with it to another waker.
    assert!(poll(&second).is_pending());
    let before = first.wakes() + second.wakes();
    door.open();
    println!(
        "{keeps:?}: {before} wakes before the door opens, {} of the task that waits, then {:?}",
        second.wakes(),
        poll(&second)
    );
}
// ANCHOR_END: look

fn main() {
    for keeps in [Keeps::Latest, Keeps::First, Keeps::None] {
        look(keeps);
    }
}
