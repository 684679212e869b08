//! After tokio's `tokio/tests/sync_mutex.rs`: what `Mutex` demands.
//!
//! Not taken over:
//! - `lock`: commented out there, because it sleeps. What it tries, a guard on another thread, is tried here without
//!   sleeping.
//! - `debug_format`, `mutex_debug`: the reference has no `Debug`.

use std::future::pending;
use std::sync::{Arc, Barrier};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use ch08_solution::mutex::Mutex;
use kit::ByHand;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_millis(1);

/// `straight_execution`
#[test]
fn the_value_is_changed_through_one_guard_after_another() {
    let mutex = Mutex::new(100);
    for value in [100, 99, 98] {
        let Poll::Ready(mut guard) = ByHand::new(mutex.lock()).poll() else {
            panic!("no guard exists");
        };
        assert_eq!(*guard, value);
        *guard = value - 1;
    }
    assert_eq!(mutex.into_inner(), 97);
}

/// `readiness`
#[test]
fn a_second_lock_waits_and_is_woken_by_the_unlock() {
    let mutex = Mutex::new(100);
    let (mut first, mut second) = (ByHand::new(mutex.lock()), ByHand::new(mutex.lock()));
    let guard = first.poll();
    assert!(guard.is_ready());
    assert!(second.poll().is_pending());
    assert_eq!(second.wakes(), 0);
    drop(guard);
    assert_eq!(second.wakes(), 1);
    assert!(second.poll().is_ready());
}

/// `lock`
#[test]
fn a_guard_on_another_thread_keeps_the_mutex_locked() {
    let (mutex, locked) = (Mutex::new(false), Barrier::new(2));
    let mut waits = ByHand::new(mutex.lock());
    thread::scope(|scope| {
        let (sender, unlock) = std::sync::mpsc::channel();
        let (mutex, locked) = (&mutex, &locked);
        scope.spawn(move || {
            let mut guard = mutex.try_lock().expect("an unlocked mutex");
            locked.wait();
            unlock.recv().unwrap();
            *guard = true;
        });
        locked.wait();
        assert!(waits.poll().is_pending());
        sender.send(()).unwrap();
    });
    assert_eq!(waits.wakes(), 1);
    let Poll::Ready(guard) = waits.poll() else {
        panic!("the guard was dropped");
    };
    assert!(*guard);
}

/// `aborted_future_1`
#[tokio::test(start_paused = true)]
async fn a_future_that_is_dropped_with_its_guard_unlocks() {
    let mutex = Arc::new(Mutex::new(0));
    let theirs = Arc::clone(&mutex);
    let holds = async move {
        let _guard = theirs.lock().await;
        pending::<()>().await;
    };
    assert!(timeout(PATIENCE, holds).await.is_err());
    assert!(timeout(PATIENCE, mutex.lock()).await.is_ok());
}

/// `aborted_future_2`
#[tokio::test(start_paused = true)]
async fn a_future_that_is_dropped_while_it_waits_leaves_nothing_behind() {
    let mutex = Mutex::new(0);
    let guard = mutex.lock().await;
    assert!(timeout(PATIENCE, mutex.lock()).await.is_err());
    drop(guard);
    assert!(timeout(PATIENCE, mutex.lock()).await.is_ok());
}

/// `try_lock`
#[test]
fn try_lock_returns_a_guard_only_if_there_is_none() {
    let mutex = Mutex::new(0);
    let first = mutex.try_lock();
    assert!(first.is_some());
    assert!(mutex.try_lock().is_none());
    drop(first);
    assert!(mutex.try_lock().is_some());
}
