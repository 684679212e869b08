//! Style: wakers that send their number into a channel.

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::task::{Context, Wake, Waker};

use futures::FutureExt;

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

struct Sends(Sender<usize>, usize);

impl Wake for Sends {
    fn wake(self: Arc<Self>) {
        self.0.send(self.1).ok();
    }
}

/// Panics unless `E` does what [`Event`] says.
pub fn test<E: Event>() {
    // Each of ten waiters is polled up to three times, and every fifth one is dropped.
    let event = E::default();
    let (sender, woken) = channel();
    let waker = |number| Waker::from(Arc::new(Sends(sender.clone(), number)));
    let mut kept = Vec::new();
    let mut expected = Vec::new();
    for waiter in 0..10 {
        let mut wait = event.wait();
        let polls = waiter % 4;
        for poll in 1..=polls {
            let waker = waker(waiter * 10 + poll);
            let mut cx = Context::from_waker(&waker);
            assert!(wait.poll_unpin(&mut cx).is_pending());
        }
        if waiter % 5 == 2 {
            continue;
        }
        kept.push(wait);
        if polls > 0 {
            expected.push(waiter * 10 + polls);
        }
    }
    assert!(woken.try_recv().is_err());
    event.happen();
    let mut called: Vec<usize> = woken.try_iter().collect();
    called.sort_unstable();
    called.dedup();
    assert_eq!(called, expected);
    kept.push(event.wait());
    assert!(kept.into_iter().all(|wait| wait.now_or_never().is_some()));
}
