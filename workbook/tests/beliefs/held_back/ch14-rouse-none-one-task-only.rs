// entry: none
use std::pin::Pin;

use tokio_test::task::{Spawn, spawn};
use tokio_test::{assert_pending, assert_ready};

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

/// Panics unless `E` does what [`Event`] says.
pub fn test<E: Event>() {
    let event = E::default();
    let mut tasks: Vec<Spawn<E::Wait>> = (0..1).map(|_| spawn(event.wait())).collect();
    for _ in 0..3 {
        for task in &mut tasks {
            assert_pending!(task.poll());
        }
    }
    assert!(tasks.iter().all(|task| !task.is_woken()));
    // The first one moves to another task, and the last one is dropped.
    let mut moved = spawn(event.wait());
    let mut inside = event.wait();
    let mut old = spawn(());
    old.enter(|cx, _| assert_pending!(Pin::new(&mut inside).poll(cx)));
    moved.enter(|cx, _| assert_pending!(Pin::new(&mut inside).poll(cx)));
    let mut gone = spawn(());
    let mut given_up = event.wait();
    gone.enter(|cx, _| assert_pending!(Pin::new(&mut given_up).poll(cx)));
    drop(given_up);

    event.happen();

    assert!(tasks.iter().all(Spawn::is_woken));
    for task in &mut tasks {
        assert_ready!(task.poll());
    }
    assert_ready!(moved.poll());
    assert_ready!(spawn(event.clone().wait()).poll());
}
