//! After `tests/sync_semaphore.rs` and `src/sync/tests/semaphore_batch.rs` of tokio.
//!
//! What does not apply: closing (`close_*`, `add_permits_closed`), adding permits to a semaphore and forgetting them
//! (`add_permits`, `forget`, `forget_permits_basic`, `update_permits_many_times`), and merging and splitting permits
//! (`merge`, `merge_unrelated_permits`), because this semaphore has none of these; and the greatest count of permits
//! (`*_max_permits`, `acquire_validates_*`), because this one counts in a `usize` without flags in it. While a large
//! request waits, tokio takes what is free out of `available_permits`; this semaphore leaves it there.

use std::sync::Arc;
use std::sync::Mutex;
use std::task::{Context, Wake, Waker};

use ch08_solution::semaphore::{Permit, Semaphore};
use kit::ByHand;

use crate::{leaked, ready};

/// `no_permits`, `poll_acquire_one_zero_permits`.
#[test]
fn without_permits_every_request_waits() {
    let semaphore = Semaphore::new(0);
    assert!(semaphore.try_acquire(1).is_none());
    assert!(ByHand::new(semaphore.acquire(1)).poll().is_pending());
}

/// `poll_acquire_one_available`, `poll_acquire_many_available`.
#[test]
fn a_request_takes_what_is_free_at_its_first_poll() {
    let semaphore = Semaphore::new(100);
    let _one = ready(&mut ByHand::new(semaphore.acquire(1)));
    assert_eq!(semaphore.available(), 99);
    let _five = ready(&mut ByHand::new(semaphore.acquire(5)));
    assert_eq!(semaphore.available(), 94);
}

/// `try_acquire_one_available`, `try_acquire_many_available`.
#[test]
fn trying_takes_what_is_free() {
    let semaphore = Semaphore::new(100);
    let _one = semaphore.try_acquire(1).unwrap();
    assert_eq!(semaphore.available(), 99);
    let _five = semaphore.try_acquire(5).unwrap();
    assert_eq!(semaphore.available(), 94);
}

/// `try_acquire`, `try_acquire_one_unavailable`, `try_acquire_many_unavailable`.
#[test]
fn trying_fails_without_taking_a_part() {
    let semaphore = Semaphore::new(5);
    let one = semaphore.try_acquire(1);
    assert!(semaphore.try_acquire(5).is_none());
    assert_eq!(semaphore.available(), 4);
    drop(one);
    let all = semaphore.try_acquire(5);
    assert!(all.is_some());
    assert!(semaphore.try_acquire(1).is_none());
    drop(all);
    assert_eq!(semaphore.available(), 5);
}

/// `poll_acquire_one_unavailable`.
#[test]
fn a_permit_that_comes_back_goes_to_the_request_that_waits() {
    let semaphore = Semaphore::new(1);
    let first = ready(&mut ByHand::new(semaphore.acquire(1)));
    let mut second = ByHand::new(semaphore.acquire(1));
    assert!(second.poll().is_pending());
    drop(first);
    assert_eq!(semaphore.available(), 0);
    assert!(second.wakes() > 0);
    let permit = ready(&mut second);
    assert_eq!(semaphore.available(), 0);
    drop(permit);
    assert_eq!(semaphore.available(), 1);
}

/// `poll_acquire_many_unavailable`.
#[test]
fn a_small_request_waits_behind_a_large_one() {
    let semaphore = Semaphore::new(5);
    let one = ready(&mut ByHand::new(semaphore.acquire(1)));
    let mut five = ByHand::new(semaphore.acquire(5));
    assert!(five.poll().is_pending());
    let mut three = ByHand::new(semaphore.acquire(3));
    assert!(three.poll().is_pending());
    drop(one);
    assert!(five.wakes() > 0);
    let permit = ready(&mut five);
    assert_eq!(three.wakes(), 0);
    assert_eq!(semaphore.available(), 0);
    drop(permit);
    assert!(three.wakes() > 0);
    let _three = ready(&mut three);
    assert_eq!(semaphore.available(), 2);
}

/// `poll_acquire_many_unavailable`: its permits come back one by one.
#[test]
fn a_request_is_not_woken_by_a_part_of_its_permits() {
    let semaphore = Semaphore::new(3);
    let mut permits: Vec<Permit<'_>> = (0..3).map_while(|_| semaphore.try_acquire(1)).collect();
    let mut three = ByHand::new(semaphore.acquire(3));
    assert!(three.poll().is_pending());
    for _ in 0..2 {
        permits.pop();
        assert_eq!(three.wakes(), 0);
        assert!(three.poll().is_pending());
    }
    permits.pop();
    assert!(three.wakes() > 0);
    ready(&mut three);
}

/// `cancel_acquire_releases_permits`.
#[test]
fn a_large_request_that_is_cancelled_leaves_everything_free() {
    let semaphore = Semaphore::new(10);
    let _four = semaphore.try_acquire(4).unwrap();
    let mut eight = ByHand::new(semaphore.acquire(8));
    assert!(eight.poll().is_pending());
    eight.cancel();
    assert_eq!(semaphore.available(), 6);
    assert!(semaphore.try_acquire(6).is_some());
}

/// `release_permits_at_drop`: a waker may own a permit, so to drop a waker may give one back.
#[test]
fn a_waker_that_is_replaced_or_left_may_own_a_permit() {
    struct Owns {
        _permit: Mutex<Option<Permit<'static>>>,
    }
    impl Wake for Owns {
        fn wake(self: Arc<Self>) {}
    }
    let semaphore = leaked(1);
    let mut request = Box::pin(semaphore.acquire(1));
    // The second poll replaces the first waker, which must not happen under the lock.
    for _ in 0..2 {
        let waker = Waker::from(Arc::new(Owns {
            _permit: Mutex::new(semaphore.try_acquire(1)),
        }));
        let polled = request.as_mut().poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending());
    }
    drop(request);
    assert_eq!(semaphore.available(), 1);
}

/// `acquire`.
#[tokio::test]
async fn a_task_gets_the_permit_that_another_one_drops() {
    let semaphore = leaked(1);
    let permit = semaphore.try_acquire(1);
    let task = tokio::spawn(async { drop(semaphore.acquire(1).await) });
    drop(permit);
    task.await.unwrap();
}

/// `stress_test`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_thousand_tasks_all_permits_are_there() {
    let semaphore = leaked(5);
    let tasks: Vec<_> = (0..1_000)
        .map(|_| tokio::spawn(async { drop(semaphore.acquire(1).await) }))
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let permits: Vec<Permit<'_>> = (0..5).map_while(|_| semaphore.try_acquire(1)).collect();
    assert_eq!(permits.len(), 5);
    assert!(semaphore.try_acquire(1).is_none());
}
