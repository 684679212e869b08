//! After tokio's `tokio/tests/task_join_set.rs`: what `JoinSet` demands.
//!
//! Not taken over:
//! - `try_join_next`: the references have no call that looks without waiting.
//! - `extend`: they have no constructor from an iterator but the `Vec` itself.
//! - the modules `spawn_local` and `spawn_local_on`: jobs are `Send`. What these tests demand of shutdown and
//!   drop is tried here with tasks of the runtime.

use std::time::Duration;

use ch06_solution::gather::{Outcome, gather};
use ch06_solution::group::{Group, Summary as Ends};
use ch06_solution::quota::{Closed, open};
use ch06_solution::reap::{Summary, serve};
use ch06_solution::try_all::try_all;
use kit::{ByHand, DropProbe};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::sleep;

use super::{Job, ms, succeeds, waits};

/// `test_with_sleep`
#[tokio::test(start_paused = true)]
async fn every_task_is_joined_once_and_the_group_can_be_used_again() {
    let mut group = Group::new();
    for _round in 0..2 {
        for seconds in 0..10 {
            group.spawn(move |_gate| sleep(Duration::from_secs(seconds)));
        }
        let all = Ends {
            finished: 10,
            ..Ends::default()
        };
        assert_eq!(group.join().await, all);
        assert_eq!(group.join().await, Ends::default());
    }
}

/// `test_abort_on_drop`, `spawn_then_drop`
#[tokio::test(start_paused = true)]
async fn dropping_a_group_drops_what_its_tasks_own() {
    let (mut group, mut dropped) = (Group::new(), Vec::new());
    for _ in 0..16 {
        let (sender, receiver) = oneshot::channel::<()>();
        dropped.push(receiver);
        group.spawn(|_gate| async move {
            std::future::pending::<()>().await;
            drop(sender);
        });
    }
    drop(group);
    for receiver in dropped {
        assert!(receiver.await.is_err());
    }
}

/// `test_abort_on_drop`, of the functions: their future is the group.
#[tokio::test(start_paused = true)]
async fn dropping_the_future_drops_its_tasks() {
    let probe = DropProbe::new();
    let jobs = || -> Vec<Job<()>> { (0..16).map(|_| waits(&probe)).collect() };
    let mut gathering = ByHand::new(gather(jobs()));
    let mut trying = ByHand::new(try_all(jobs()));
    assert!(gathering.poll().is_pending() && trying.poll().is_pending());
    ms(1).await;
    assert_eq!(probe.alive(), 32);
    gathering.cancel();
    trying.cancel();
    ms(1).await;
    assert_eq!(probe.alive(), 0);
}

/// `alternating`
#[tokio::test(start_paused = true)]
async fn tasks_are_joined_while_new_ones_are_spawned() {
    let (requests, queue) = mpsc::channel(1);
    let server = tokio::spawn(serve(queue, |(): ()| async {}));
    for _ in 0..18 {
        requests.send(()).await.unwrap();
    }
    drop(requests);
    let wanted = Summary {
        served: 18,
        panicked: 0,
    };
    assert_eq!(server.await.unwrap(), wanted);
}

/// `abort_tasks`
#[tokio::test(start_paused = true)]
async fn tasks_that_were_aborted_are_told_from_those_that_ended() {
    let mut group = Group::new();
    for seconds in 0..16 {
        group.spawn(move |_gate| sleep(Duration::from_secs(seconds)));
    }
    ms(7_500).await;
    let wanted = Ends {
        finished: 8,
        panicked: 0,
        cancelled: 8,
    };
    assert_eq!(group.cancel().await, wanted);
}

/// `abort_all`
#[tokio::test(start_paused = true)]
async fn what_has_ended_before_the_abort_keeps_its_result() {
    let mut group = Group::new();
    for _ in 0..5 {
        group.spawn(|_gate| std::future::pending());
        group.spawn(|_gate| ms(1_000));
        group.spawn(|_gate| async {
            ms(1_000).await;
            panic!("before the abort");
        });
    }
    ms(2_000).await;
    let wanted = Ends {
        finished: 5,
        panicked: 5,
        cancelled: 5,
    };
    assert_eq!(group.cancel().await, wanted);
    assert_eq!(group.join().await, Ends::default());
}

/// `spawn_then_shutdown`
#[tokio::test(start_paused = true)]
async fn when_cancel_returns_all_tasks_have_been_dropped() {
    let (probe, mut group) = (DropProbe::new(), Group::new());
    for _ in 0..8 {
        let job: Job<()> = waits(&probe);
        group.spawn(|_gate| async {
            let _ = job.await;
        });
    }
    ms(1).await;
    assert_eq!(group.cancel().await.cancelled, 8);
    assert_eq!(probe.alive(), 0);
}

/// `runtime_gone`
#[test]
fn a_runtime_that_is_gone_ends_the_wait() {
    let (quota, owner) = open(100, Duration::from_millis(1));
    let gone = runtime();
    gone.spawn(owner);
    drop(gone);
    assert_eq!(runtime().block_on(quota.take(1)), Err(Closed));
}

/// `join_all`
#[tokio::test(start_paused = true)]
async fn all_results_come_back() {
    let jobs = || -> Vec<Job<i32>> { (0..5).map(|_| succeeds(0, 1)).collect() };
    assert_eq!(gather(jobs()).await, vec![Outcome::Done(1); 5]);
    assert_eq!(try_all(jobs()).await, Ok(vec![1; 5]));
}

/// `task_panics`
#[tokio::test(start_paused = true)]
async fn a_panic_ends_the_wait_before_slower_tasks_have_ended() {
    let (sender, mut receiver) = oneshot::channel();
    let slow: Job<()> = Box::pin(async move {
        ms(2_000).await;
        sender.send(()).unwrap();
        Ok(())
    });
    let panics: Job<()> = Box::pin(async {
        ms(1_000).await;
        panic!("after a second");
    });
    let panic = tokio::spawn(try_all(vec![slow, panics])).await.unwrap_err();
    assert!(panic.is_panic());
    // The slow task is gone, and has sent nothing.
    assert_eq!(
        receiver.try_recv(),
        Err(oneshot::error::TryRecvError::Closed)
    );
}

/// `join_set_coop`: more tasks than the budget of one poll lets a future join.
#[tokio::test(start_paused = true)]
async fn a_thousand_tasks_that_have_ended_are_all_joined() {
    let mut group = Group::new();
    for _ in 0..1_000 {
        group.spawn(|_gate| async {});
    }
    ms(1).await;
    assert_eq!(group.join().await.finished, 1_000);

    let outcomes = gather((0..1_000).map(|nth| succeeds(0, nth)).collect()).await;
    let wanted: Vec<_> = (0..1_000).map(Outcome::Done).collect();
    assert!(outcomes == wanted);
}

/// `try_join_next_with_id`: all end at once, and each result belongs to one task.
#[tokio::test(start_paused = true)]
async fn results_of_tasks_that_end_together_are_not_mixed_up() {
    let (release, released) = watch::channel(());
    let jobs = (0..1_000).map(|nth| {
        let mut released = released.clone();
        async move { released.changed().await.map(|()| nth) }
    });
    let trying = tokio::spawn(try_all(jobs.collect()));
    ms(1).await;
    assert!(!trying.is_finished());
    release.send_replace(());
    let values = trying.await.unwrap().unwrap();
    assert_eq!(values, (0..1_000).collect::<Vec<_>>());
}

/// `replace_parent_waker_drops_outside_lock`: the caller may be polled with another waker.
#[tokio::test(start_paused = true)]
async fn the_waker_of_the_last_poll_is_the_one_that_is_called() {
    let mut trying = ByHand::new(try_all(vec![succeeds(10, 42)]));
    assert!(trying.poll().is_pending());
    let old = trying.change_waker();
    assert!(trying.poll().is_pending());
    ms(20).await;
    assert_eq!((old.wakes(), trying.wakes()), (0, 1));
    assert!(matches!(trying.poll(), std::task::Poll::Ready(Ok(values)) if values == [42]));
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}
