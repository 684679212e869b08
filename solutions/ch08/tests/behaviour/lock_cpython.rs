//! After CPython's `Lib/test/test_asyncio/test_locks.py`, class `LockTests`: what `Lock` demands.
//!
//! Not taken over:
//! - `test_repr`: the reference has no `Debug`.
//! - `test_lock`, `test_lock_doesnt_accept_loop_parameter`, `test_lock_by_with_statement`: uses that do not compile.
//! - `test_release_not_acquired`: to unlock is to drop a guard, and there is no guard without a lock.

use std::future::pending;
use std::sync::Arc;

use ch08_solution::mutex::Mutex;
use kit::ByHand;
use tokio::task::{JoinHandle, yield_now};

type Log = Arc<Mutex<Vec<&'static str>>>;

/// Locks, logs, and unlocks.
fn logs(log: &Log, name: &'static str) -> JoinHandle<()> {
    let log = Arc::clone(log);
    tokio::spawn(async move { log.lock().await.push(name) })
}

fn log() -> Log {
    Arc::new(Mutex::new(Vec::new()))
}

/// `test_acquire`
#[tokio::test]
async fn requests_are_served_in_their_order_one_for_each_unlock() {
    let mutex = Mutex::new(());
    let guard = mutex.lock().await;
    let mut requests = [(); 3].map(|()| ByHand::new(mutex.lock()));
    assert!(requests[0].poll().is_pending());
    assert!(requests[1].poll().is_pending());
    drop(guard);
    let first = requests[0].poll();
    assert!(first.is_ready());
    assert!(requests[1].poll().is_pending());
    assert!(requests[2].poll().is_pending());
    drop(first);
    assert!(requests[2].poll().is_pending());
    drop(requests[1].poll());
    assert!(requests[2].poll().is_ready());
}

/// `test_acquire`, with tasks
#[tokio::test]
async fn tasks_are_served_in_their_order() {
    let log = log();
    let guard = log.lock().await;
    let mut tasks = vec![logs(&log, "first"), logs(&log, "second")];
    yield_now().await;
    assert!(guard.is_empty());
    tasks.push(logs(&log, "third"));
    drop(guard);
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(*log.lock().await, ["first", "second", "third"]);
}

/// `test_acquire_cancel`
#[tokio::test]
async fn a_cancelled_request_is_no_longer_in_the_queue() {
    let mutex = Mutex::new(());
    let _guard = mutex.lock().await;
    let mut request = ByHand::new(mutex.lock());
    assert!(request.poll().is_pending());
    assert_eq!(request.wakers_kept(), 1);
    request.cancel();
    assert_eq!(request.wakers_kept(), 0);
}

/// `test_cancel_race`
#[tokio::test]
async fn an_unlock_at_the_moment_of_a_cancellation_serves_the_next() {
    for cancelled_first in [true, false] {
        let log = log();
        let guard = log.lock().await;
        let (b, c) = (logs(&log, "b"), logs(&log, "c"));
        yield_now().await;
        if cancelled_first {
            b.abort();
            drop(guard);
        } else {
            drop(guard);
            b.abort();
        }
        assert!(b.await.unwrap_err().is_cancelled());
        c.await.unwrap();
        assert_eq!(*log.lock().await, ["c"]);
    }
}

/// `test_cancel_release_race`
#[tokio::test]
async fn a_cancellation_and_an_unlock_serve_one_request_and_not_two() {
    let mutex = Mutex::new(());
    let guard = mutex.lock().await;
    let mut requests = [(); 3].map(|()| ByHand::new(mutex.lock()));
    for request in &mut requests {
        assert!(request.poll().is_pending());
    }
    requests[0].cancel();
    drop(guard);
    assert_eq!([requests[1].wakes(), requests[2].wakes()], [1, 0]);
    let guard = requests[1].poll();
    assert!(guard.is_ready());
    assert!(requests[2].poll().is_pending());
}

/// `test_finished_waiter_cancelled`
#[tokio::test]
async fn a_request_that_is_cancelled_after_it_was_woken_wakes_the_next() {
    let mutex = Mutex::new(());
    let guard = mutex.lock().await;
    let (mut b, mut c) = (ByHand::new(mutex.lock()), ByHand::new(mutex.lock()));
    assert!(b.poll().is_pending());
    assert!(c.poll().is_pending());
    drop(guard);
    assert_eq!([b.wakes(), c.wakes()], [1, 0]);
    b.cancel();
    assert_eq!(c.wakes(), 1);
    assert!(mutex.try_lock().is_none());
    assert!(c.poll().is_ready());
}

/// `test_release_no_waiters`
#[tokio::test]
async fn an_unlock_with_an_empty_queue_leaves_the_mutex_unlocked() {
    let mutex = Mutex::new(());
    let guard = mutex.lock().await;
    assert!(mutex.try_lock().is_none());
    drop(guard);
    assert!(mutex.try_lock().is_some());
}

/// `test_context_manager`
#[tokio::test]
async fn the_end_of_a_block_unlocks_whichever_way_it_is_left() {
    let mutex = Arc::new(Mutex::new(0));
    let early = async |returns: bool| {
        let mut guard = mutex.lock().await;
        *guard += 1;
        if returns {
            return;
        }
        assert!(mutex.try_lock().is_none());
    };
    early(true).await;
    early(false).await;
    let theirs = Arc::clone(&mutex);
    let aborted = tokio::spawn(async move {
        *theirs.lock().await += 1;
        let _guard = theirs.lock().await;
        pending::<()>().await;
    });
    yield_now().await;
    assert!(mutex.try_lock().is_none());
    aborted.abort();
    assert!(aborted.await.unwrap_err().is_cancelled());
    assert_eq!(mutex.try_lock().as_deref(), Some(&3));
}
