//! One scenario a sentence, each with wakers that count.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Wake, Waker};

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

#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Count {
    fn calls(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Polls once, with a waker that counts there.
fn is_ready(wait: &mut (impl Future<Output = ()> + Unpin), count: &Arc<Count>) -> bool {
    let waker = Waker::from(Arc::clone(count));
    Pin::new(wait)
        .poll(&mut Context::from_waker(&waker))
        .is_ready()
}

/// Panics unless `E` does what [`Event`] says.
pub fn test<E: Event>() {
    wakes_each_waiter::<E>();
    wakes_the_last_waker::<E>();
    stays_pending_until_then::<E>();
    is_ready_from_then_on::<E>();
    leaves_dropped_waiters_alone::<E>();
}

fn wakes_each_waiter<E: Event>() {
    let event = E::default();
    let mut waiters: Vec<_> = (0..3).map(|_| (event.wait(), Arc::default())).collect();
    for (wait, count) in &mut waiters {
        assert!(!is_ready(wait, count));
    }
    event.clone().happen();
    for (wait, count) in &mut waiters {
        assert!(count.calls() > 0, "a waiter was not woken");
        assert!(is_ready(wait, count), "a waiter that was woken is pending");
    }
}

fn wakes_the_last_waker<E: Event>() {
    let event = E::default();
    let mut wait = event.wait();
    let (first, last) = (Arc::default(), Arc::default());
    assert!(!is_ready(&mut wait, &first));
    assert!(!is_ready(&mut wait, &last));
    event.happen();
    assert!(
        last.calls() > 0,
        "the waker of the last poll was not called"
    );
    assert_eq!(first.calls(), 0, "the waker of an earlier poll was called");
}

fn stays_pending_until_then<E: Event>() {
    let event = E::default();
    let mut wait = event.wait();
    let count = Arc::default();
    for _ in 0..3 {
        assert!(!is_ready(&mut wait, &count), "ready before the event");
    }
    assert_eq!(count.calls(), 0, "woken before the event");
}

fn is_ready_from_then_on<E: Event>() {
    let event = E::default();
    let mut early = event.wait();
    event.happen();
    let count = Arc::default();
    assert!(is_ready(&mut early, &count), "made before the event");
    for _ in 0..2 {
        assert!(is_ready(&mut event.wait(), &count), "made after it");
    }
}

fn leaves_dropped_waiters_alone<E: Event>() {
    let event = E::default();
    let (mut dropped, mut kept) = (event.wait(), event.wait());
    let (of_dropped, of_kept) = (Arc::default(), Arc::default());
    assert!(!is_ready(&mut dropped, &of_dropped));
    assert!(!is_ready(&mut kept, &of_kept));
    drop(dropped);
    event.happen();
    assert_eq!(of_dropped.calls(), 0, "a dropped waiter was woken");
    assert!(of_kept.calls() > 0, "the other waiter was not woken");
}
