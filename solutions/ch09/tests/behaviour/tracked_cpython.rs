//! After `_QueueJoinTestMixin` and `_QueueShutdownTestMixin` in CPython's `Lib/test/test_asyncio/test_queues.py`.
//!
//! What does not apply: `test_format`. A `put` does not wait here, so there is none that a shutdown wakes, as in
//! `test_shutdown_nonempty`; and there is no `get_nowait`.

use std::sync::atomic::{AtomicUsize, Ordering};

use ch09_solution::tracked::{ShutDown, TooManyDone, WorkQueue};
use tokio::task::yield_now;

const SHUT_DOWN: ShutDown = ShutDown(());

fn leaked<T>() -> &'static WorkQueue<T> {
    Box::leak(Box::new(WorkQueue::new()))
}

async fn is_shut_down(queue: &WorkQueue<&'static str>) {
    assert_eq!(queue.put("data"), Err(ShutDown("data")));
    assert_eq!(queue.get().await, Err(SHUT_DOWN));
}

/// `test_task_done_underflow`.
#[test]
fn nothing_is_done_in_a_new_queue() {
    assert_eq!(WorkQueue::<u32>::new().task_done(), Err(TooManyDone));
}

/// `test_task_done`.
#[tokio::test]
async fn join_returns_when_two_workers_have_done_all() {
    static SUM: AtomicUsize = AtomicUsize::new(0);
    let queue = leaked();
    (0..100).for_each(|item| queue.put(item).unwrap());
    let workers = [(); 2].map(|()| {
        tokio::spawn(async move {
            while let Ok(item) = queue.get().await {
                SUM.fetch_add(item, Ordering::Relaxed);
                queue.task_done().unwrap();
            }
        })
    });
    queue.join().await;
    assert_eq!(SUM.load(Ordering::Relaxed), (0..100).sum());
    queue.shutdown(false);
    for worker in workers {
        worker.await.unwrap();
    }
}

/// `test_join_empty_queue`.
#[tokio::test]
async fn join_of_a_new_queue_returns_twice() {
    let queue = WorkQueue::<u32>::new();
    queue.join().await;
    queue.join().await;
}

/// `test_shutdown_empty`.
#[tokio::test]
async fn a_shutdown_of_an_empty_queue_ends_what_waits() {
    let queue = leaked();
    let getter = tokio::spawn(queue.get());
    yield_now().await;
    queue.shutdown(false);
    queue.join().await;
    assert_eq!(getter.await.unwrap(), Err(SHUT_DOWN));
    is_shut_down(queue).await;
}

/// `test_shutdown_nonempty`.
#[tokio::test]
async fn after_a_shutdown_what_is_queued_is_still_taken_and_joined() {
    let queue = leaked();
    queue.put("data").unwrap();
    let join = tokio::spawn(queue.join());
    yield_now().await;
    queue.shutdown(false);
    assert_eq!(queue.get().await, Ok("data"));
    yield_now().await;
    assert!(!join.is_finished());
    is_shut_down(queue).await;
    queue.task_done().unwrap();
    join.await.unwrap();
    assert_eq!(queue.task_done(), Err(TooManyDone));
}

/// `test_shutdown_immediate`.
#[tokio::test]
async fn an_immediate_shutdown_ends_join() {
    let queue = leaked();
    queue.put("data").unwrap();
    let join = tokio::spawn(queue.join());
    yield_now().await;
    queue.shutdown(true);
    join.await.unwrap();
    is_shut_down(queue).await;
    assert_eq!(queue.task_done(), Err(TooManyDone));
}

/// `test_shutdown_immediate_with_unfinished`.
#[tokio::test]
async fn after_an_immediate_shutdown_join_waits_for_what_was_taken() {
    let queue = leaked();
    queue.put("data").unwrap();
    queue.put("data").unwrap();
    let join = tokio::spawn(queue.join());
    assert_eq!(queue.get().await, Ok("data"));
    queue.shutdown(true);
    yield_now().await;
    assert!(!join.is_finished());
    is_shut_down(queue).await;
    queue.task_done().unwrap();
    assert_eq!(queue.task_done(), Err(TooManyDone));
    join.await.unwrap();
}
