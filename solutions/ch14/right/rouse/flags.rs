//! Style: a waker that records whose turn it was, in a shared list.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake};

/// The subject of the test.
///
/// It is something that happens once, and any number of tasks can wait for it.
pub trait Event: Clone + Default + Send + Sync + 'static {
    /// Waits for the event.
    type Wait: Future<Output = ()> + Unpin;

    /// A future that is ready when the event has happened. A clone of the event is the same event.
    ///
    /// - Before [`happen`](Event::happen) is called, each poll returns Pending, however often the future
    ///   is polled, and calls no waker.
    /// - When it has been called, each poll of each `Wait` returns Ready, of those made later too.
    fn wait(&self) -> Self::Wait;

    /// Lets the event happen.
    ///
    /// - For each `Wait` that has returned Pending, it calls the waker of that future's last poll, and no
    ///   waker of an earlier poll.
    /// - It calls no waker of a `Wait` that has been dropped.
    fn happen(&self);
}

type Log = Arc<Mutex<Vec<&'static str>>>;

struct Named(&'static str, Log);

impl Wake for Named {
    fn wake(self: Arc<Self>) {
        self.1.lock().unwrap().push(self.0);
    }
}

fn poll<W: Future<Output = ()> + Unpin>(wait: &mut W, name: &'static str, log: &Log) -> Poll<()> {
    let waker = Arc::new(Named(name, log.clone())).into();
    Pin::new(wait).poll(&mut Context::from_waker(&waker))
}

/// Panics unless `E` does what [`Event`] says.
pub fn test<E: Event>() {
    let (event, log) = (E::default(), Log::default());
    let (mut a, mut b, mut c) = (event.wait(), event.wait(), event.wait());
    for (wait, name) in [(&mut a, "a1"), (&mut b, "b1"), (&mut c, "c1")] {
        assert_eq!(poll(wait, name, &log), Poll::Pending);
    }
    assert_eq!(poll(&mut a, "a2", &log), Poll::Pending);
    drop(c);
    assert!(log.lock().unwrap().is_empty());
    event.happen();
    let mut woken = log.lock().unwrap().clone();
    woken.sort_unstable();
    woken.dedup();
    assert_eq!(woken, ["a2", "b1"]);
    for mut wait in [a, b, event.wait()] {
        assert_eq!(poll(&mut wait, "late", &log), Poll::Ready(()));
    }
}
