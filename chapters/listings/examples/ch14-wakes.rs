//! Four futures that wait until a price list is published, and four tests of them.

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

/// Whether the list is published, and which task to wake when it is.
#[derive(Clone, Default)]
struct List(Rc<RefCell<(bool, Option<Waker>)>>);

impl List {
    fn publish(&self) {
        let (is_published, waker) = &mut *self.0.borrow_mut();
        *is_published = true;
        if let Some(waker) = waker.take() {
            waker.wake();
        }
    }
}

// ANCHOR: published
#[derive(Clone, Copy, Debug)]
enum Kind {
    Latest,
    First,
    Busy,
    Trusting,
}

/// Ready when the list is published.
struct Published {
    list: List,
    kind: Kind,
    polled: bool,
}

impl Future for Published {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let polled = std::mem::replace(&mut self.polled, true);
        let (is_published, waker) = &mut *self.list.0.borrow_mut();
        let ready = match self.kind {
            Kind::Trusting => *is_published || polled,
            _ => *is_published,
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
// ANCHOR_END: published

// ANCHOR: ends
/// The future ends when the list is published.
fn ends(list: &List, published: Published) {
    on_a_runtime(async {
        futures::join!(published, async {
            yield_now().await;
            list.publish();
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

    fn poll(self: &Arc<Self>, published: &mut Published) -> Poll<()> {
        let waker = Waker::from(Arc::clone(self));
        Pin::new(published).poll(&mut Context::from_waker(&waker))
    }
}
// ANCHOR_END: count

// ANCHOR: one
/// The list wakes the task, and nothing else does.
fn one_waker(list: &List, mut published: Published) {
    let task = Arc::new(Count::default());
    assert!(task.poll(&mut published).is_pending());
    assert_eq!(task.wakes(), 0, "woken before it is published");
    list.publish();
    assert_eq!(task.wakes(), 1, "woken when it is published");
    assert!(task.poll(&mut published).is_ready());
}
// ANCHOR_END: one

// ANCHOR: two
/// The future moves to another task, and the list wakes that one.
fn two_wakers(list: &List, mut published: Published) {
    let (first, second) = (Arc::new(Count::default()), Arc::new(Count::default()));
    assert!(first.poll(&mut published).is_pending());
    assert!(
        second.poll(&mut published).is_pending(),
        "nothing has changed"
    );
    list.publish();
    assert_eq!(second.wakes(), 1, "the last task to poll is woken");
    assert!(second.poll(&mut published).is_ready());
}
// ANCHOR_END: two

// ANCHOR: each
/// The same, and the counts of both tasks are read before the event and after it.
fn each_step(list: &List, mut published: Published) {
    let (first, second) = (Arc::new(Count::default()), Arc::new(Count::default()));
    assert!(first.poll(&mut published).is_pending());
    assert!(
        second.poll(&mut published).is_pending(),
        "nothing has changed"
    );
    assert_eq!((first.wakes(), second.wakes()), (0, 0), "not published");
    list.publish();
    assert_eq!((first.wakes(), second.wakes()), (0, 1), "published");
    assert!(second.poll(&mut published).is_ready());
}
// ANCHOR_END: each

// ANCHOR: main
fn accepts(name: &str, test: fn(&List, Published)) {
    let accepted = [Kind::Latest, Kind::First, Kind::Busy, Kind::Trusting]
        .into_iter()
        .filter(|kind| {
            let list = List::default();
            let published = Published {
                list: list.clone(),
                kind: *kind,
                polled: false,
            };
            passes(|| test(&list, published))
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
