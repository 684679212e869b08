//! After `SemaphoreTests` of CPython's `Lib/test/test_asyncio/test_locks.py`.
//!
//! What does not apply: `test_repr`, `test_semaphore` (an `await` on the semaphore itself does not compile),
//! `test_semaphore_value` (a `usize` is not negative), `test_release_not_acquired` (only a `Permit` can give back).
//! Where those tests release without having acquired, these begin with permits that are taken.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch08_solution::semaphore::{Permit, Semaphore};
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{sleep, timeout};

use crate::leaked;

/// What the tasks have done, in that order.
type Log = Arc<Mutex<Vec<String>>>;

fn tell(log: &Log, what: impl Into<String>) {
    log.lock().unwrap().push(what.into());
}

/// A task that keeps its permit until the handle's output is dropped.
fn acquires(semaphore: &'static Semaphore, log: &Log, name: &str) -> JoinHandle<Permit<'static>> {
    let (log, name) = (Arc::clone(log), name.to_owned());
    tokio::spawn(async move {
        let permit = semaphore.acquire(1).await;
        tell(&log, name);
        permit
    })
}

fn told(log: &Log) -> Vec<String> {
    log.lock().unwrap().clone()
}

/// `test_initial_value_zero`.
#[test]
fn a_semaphore_may_begin_with_no_permit() {
    assert_eq!(Semaphore::new(0).available(), 0);
}

/// `test_acquire`.
#[tokio::test(start_paused = true)]
async fn as_many_tasks_go_on_as_permits_come_back() {
    let (semaphore, log) = (leaked(3), Log::default());
    let taken = (semaphore.acquire(1).await, semaphore.acquire(1).await);
    assert_eq!(semaphore.available(), 1);
    let tasks = ["1", "2", "3"].map(|name| acquires(semaphore, &log, name));
    yield_now().await;
    assert_eq!(told(&log), ["1"]);
    let fourth = acquires(semaphore, &log, "4");
    drop(taken);
    assert_eq!(semaphore.available(), 0);
    let mut permits = Vec::new();
    for task in tasks {
        permits.push(task.await.unwrap());
    }
    yield_now().await;
    assert_eq!(told(&log), ["1", "2", "3"]);
    assert!(!fourth.is_finished());
    permits.clear();
    fourth.await.unwrap();
}

/// `test_acquire_cancel`.
#[tokio::test(start_paused = true)]
async fn a_request_can_be_cancelled() {
    let (semaphore, log) = (leaked(1), Log::default());
    let taken = semaphore.acquire(1).await;
    let task = acquires(semaphore, &log, "cancelled");
    yield_now().await;
    task.abort();
    assert!(task.await.is_err_and(|error| error.is_cancelled()));
    drop(taken);
    assert_eq!(semaphore.available(), 1);
}

/// `test_acquire_cancel_before_awoken`.
#[tokio::test(start_paused = true)]
async fn those_cancelled_in_the_queue_are_passed_over() {
    let (semaphore, log) = (leaked(1), Log::default());
    let taken = semaphore.acquire(1).await;
    let [first, second, third, fourth] =
        ["1", "2", "3", "4"].map(|name| acquires(semaphore, &log, name));
    yield_now().await;
    first.abort();
    second.abort();
    drop(taken);
    let _permit = third.await.unwrap();
    yield_now().await;
    assert!(!fourth.is_finished());
    assert_eq!(told(&log), ["3"]);
    fourth.abort();
}

/// `test_acquire_hang`.
#[tokio::test(start_paused = true)]
async fn a_permit_does_not_go_to_a_task_that_is_being_cancelled() {
    let (semaphore, log) = (leaked(1), Log::default());
    let taken = semaphore.acquire(1).await;
    let [first, second] = ["1", "2"].map(|name| acquires(semaphore, &log, name));
    yield_now().await;
    first.abort();
    drop(taken);
    let _permit = second.await.unwrap();
    assert_eq!(semaphore.available(), 0);
    assert_eq!(told(&log), ["2"]);
}

/// The same, with the permit handed over before the task is cancelled.
#[tokio::test(start_paused = true)]
async fn a_task_that_is_cancelled_after_it_was_served_passes_its_permit_on() {
    let (semaphore, log) = (leaked(1), Log::default());
    let taken = semaphore.acquire(1).await;
    let [first, second] = ["1", "2"].map(|name| acquires(semaphore, &log, name));
    yield_now().await;
    drop(taken);
    first.abort();
    let _permit = second.await.unwrap();
    assert_eq!(told(&log), ["2"]);
}

/// `test_acquire_no_hang`.
#[tokio::test(start_paused = true)]
async fn a_task_that_is_cancelled_by_the_one_before_it_loses_no_permit() {
    let (semaphore, log) = (leaked(1), Log::default());
    let taken = semaphore.acquire(1).await;
    let second = acquires(semaphore, &log, "never");
    yield_now().await;
    drop(taken);
    second.abort();
    assert!(second.await.is_err_and(|error| error.is_cancelled()));
    let permit = timeout(Duration::from_secs(1), semaphore.acquire(1)).await;
    assert!(permit.is_ok());
    assert!(told(&log).is_empty());
}

/// `test_release_no_waiters`.
#[tokio::test]
async fn a_permit_that_comes_back_to_an_empty_queue_is_free() {
    let semaphore = Semaphore::new(1);
    let permit = semaphore.acquire(1).await;
    assert_eq!(semaphore.available(), 0);
    drop(permit);
    assert_eq!(semaphore.available(), 1);
}

/// `test_acquire_fifo_order`.
#[tokio::test(start_paused = true)]
async fn tasks_that_ask_again_take_turns() {
    let (semaphore, log) = (leaked(1), Log::default());
    let tasks = ["c1", "c2", "c3"].map(|name| {
        let log = Arc::clone(&log);
        tokio::spawn(async move {
            for round in 1..=2 {
                let _permit = semaphore.acquire(1).await;
                tell(&log, format!("{name}_{round}"));
                sleep(Duration::from_millis(10)).await;
            }
        })
    });
    for task in tasks {
        task.await.unwrap();
    }
    let turns = ["c1_1", "c2_1", "c3_1", "c1_2", "c2_2", "c3_2"];
    assert_eq!(told(&log), turns);
}

/// `test_acquire_fifo_order_2`.
#[tokio::test(start_paused = true)]
async fn a_task_that_gives_back_and_asks_again_goes_to_the_end() {
    let (semaphore, log) = (leaked(2), Log::default());
    let taken = semaphore.acquire(2).await;
    let first = acquires(semaphore, &log, "1");
    let second = tokio::spawn({
        let log = Arc::clone(&log);
        async move {
            drop(semaphore.acquire(1).await);
            tell(&log, "2");
            drop(semaphore.acquire(1).await);
            tell(&log, "4");
        }
    });
    let third = acquires(semaphore, &log, "3");
    yield_now().await;
    drop(taken);
    let _first = first.await.unwrap();
    drop(third.await.unwrap());
    second.await.unwrap();
    assert_eq!(told(&log), ["1", "2", "3", "4"]);
}

/// `test_acquire_fifo_order_3`.
#[tokio::test(start_paused = true)]
async fn a_cancelled_task_leaves_the_others_in_their_order() {
    let (semaphore, log) = (leaked(2), Log::default());
    let taken = semaphore.acquire(2).await;
    let [first, second, third] = ["1", "2", "3"].map(|name| acquires(semaphore, &log, name));
    yield_now().await;
    first.abort();
    yield_now().await;
    drop(taken);
    let _permits = (second.await.unwrap(), third.await.unwrap());
    assert_eq!(told(&log), ["2", "3"]);
}

/// `test_acquire_fifo_order_4`: permits that come back together serve all that wait, and a newcomer comes last.
#[tokio::test(start_paused = true)]
async fn permits_that_come_back_together_serve_the_queue_in_its_order() {
    let (semaphore, log) = (leaked(3), Log::default());
    let taken = semaphore.acquire(3).await;
    let tasks = ["1", "2", "3"].map(|name| acquires(semaphore, &log, name));
    yield_now().await;
    drop(taken);
    assert_eq!(semaphore.available(), 0);
    let newcomer = acquires(semaphore, &log, "4");
    for task in tasks {
        drop(task.await.unwrap());
    }
    newcomer.await.unwrap();
    assert_eq!(told(&log), ["1", "2", "3", "4"]);
}

/// A permit in a block is given back at its end, as `test_context_manager` of earlier versions demanded.
#[tokio::test]
async fn a_permit_is_held_to_the_end_of_its_block() {
    let semaphore = Semaphore::new(2);
    {
        let _outer = semaphore.acquire(1).await;
        assert_eq!(semaphore.available(), 1);
        {
            let _inner = semaphore.acquire(1).await;
            assert_eq!(semaphore.available(), 0);
        }
        assert_eq!(semaphore.available(), 1);
    }
    assert_eq!(semaphore.available(), 2);
}
