//! After CPython's `Lib/test/test_asyncio/test_taskgroups.py`: what `TaskGroup` demands.
//!
//! Not taken over:
//! - 03, `task_name`, `task_context`, `name`: the references hand out no single task, and tasks have neither
//!   names nor contexts.
//! - 09, 10, 18, 19, 20, 20a, `context_manager_exit_raises`: they raise in the body of the `async with` block, or
//!   while a task is being cancelled. A function has no such body, and a dropped future cannot return an error.
//! - 25, `no_create_task_after_failure`, `cancels_task_if_created_during_creation`: `try_all` gets its jobs at
//!   once, and `Group::spawn` needs the group by `&mut`, which its jobs do not have.
//! - `already_entered`, `double_enter`, `finished`, `not_entered`, `without_parent_task`,
//!   `coro_closed_when_tg_closed`: states that ownership rules out when compiling.
//! - `cancelling_level_preserved`: dropping a future counts no requests.
//! - `exception_refcycles_*`: there is no collector to help.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ch06_solution::gather::{Outcome, gather};
use ch06_solution::group::{Group, Summary as Ends};
use ch06_solution::reap::{Summary, serve};
use ch06_solution::try_all::try_all;
use futures::FutureExt;
use kit::{DropProbe, Gauge, cancel, panic_message};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

use super::{Job, fails, ms, succeeds, waits};

/// `test_taskgroup_01`
#[tokio::test(start_paused = true)]
async fn a_group_returns_the_values_of_all_its_tasks() {
    let values = try_all(vec![succeeds(100, 42), succeeds(200, 11)]).await;
    assert_eq!(values, Ok(vec![42, 11]));
}

/// `test_taskgroup_02`
#[tokio::test(start_paused = true)]
async fn a_task_can_be_added_while_others_are_running() {
    let (gauge, mut group) = (Gauge::new(), Group::new());
    let (first, second) = (gauge.job("first", 100, ()), gauge.job("second", 200, ()));
    group.spawn(|_gate| first);
    ms(50).await;
    assert_eq!(gauge.in_flight(), 1);
    group.spawn(|_gate| second);
    let ends = group.join().await;
    assert_eq!((ends.finished, gauge.peak()), (2, 2));
}

/// `test_taskgroup_04`
#[tokio::test(start_paused = true)]
async fn what_follows_a_failed_group_does_not_run() {
    let (probe, went_on) = (DropProbe::new(), AtomicBool::new(false));
    let runner = async {
        try_all::<Job<()>, _, _>(vec![fails(100, "division by zero"), waits(&probe)]).await?;
        went_on.store(true, Ordering::Relaxed);
        Ok::<_, String>(())
    };
    assert_eq!(runner.await, Err("division by zero".to_owned()));
    assert!(!went_on.load(Ordering::Relaxed));
}

/// `test_cancel_children_on_child_error`
#[tokio::test(start_paused = true)]
async fn the_children_are_cancelled_when_one_of_them_fails() {
    let (probe, began) = (DropProbe::new(), Instant::now());
    let mut jobs: Vec<Job<()>> = (0..3).map(|_| fails(100, "division by zero")).collect();
    jobs.push(waits(&probe));
    assert_eq!(try_all(jobs).await, Err("division by zero".to_owned()));
    assert_eq!(probe.alive(), 0);
    assert_eq!(began.elapsed(), Duration::from_millis(100));
}

/// `test_cancellation`, `test_taskgroup_07`, `test_taskgroup_22`
#[tokio::test(start_paused = true)]
async fn cancelling_the_caller_cancels_its_children() {
    let probe = DropProbe::new();
    let jobs = || -> Vec<Job<()>> { (0..5).map(|_| waits(&probe)).collect() };
    let (mut group, inside) = (Group::new(), jobs());
    for job in inside {
        group.spawn(|_gate| job.map(|_| ()));
    }
    let callers = [
        tokio::spawn(try_all(jobs()).map(|_| ())),
        tokio::spawn(gather(jobs()).map(|_| ())),
        tokio::spawn(async move { group.join().await }.map(|_| ())),
    ];
    ms(100).await;
    assert_eq!(probe.alive(), 15);
    for caller in callers {
        assert!(!caller.is_finished());
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
    }
    ms(1).await;
    assert_eq!(probe.alive(), 0);
}

/// `test_cancellation_in_body`: the failures of the children come at the moment of the cancellation.
/// `test_error_and_cancel`
#[tokio::test(start_paused = true)]
async fn an_error_and_a_cancellation_at_the_same_moment_leave_no_child() {
    let probe = DropProbe::new();
    let mut jobs: Vec<Job<()>> = (0..5).map(|_| fails(100, "division by zero")).collect();
    jobs.push(waits(&probe));
    let ended = timeout(Duration::from_millis(100), try_all(jobs)).await;
    if let Ok(result) = ended {
        assert_eq!(result, Err("division by zero".to_owned()));
    }
    ms(1).await;
    assert_eq!(probe.alive(), 0);
}

/// `test_taskgroup_11`, `test_taskgroup_12`
#[tokio::test(start_paused = true)]
async fn cancelling_the_outer_group_cancels_the_inner_one() {
    let probe = DropProbe::new();
    let inner: Job<Vec<()>> = Box::pin(try_all(vec![waits(&probe), waits(&probe)]));
    let outer = tokio::spawn(try_all(vec![inner, waits(&probe)]));
    ms(100).await;
    assert_eq!(probe.alive(), 3);
    outer.abort();
    let _ = outer.await;
    ms(1).await;
    assert_eq!(probe.alive(), 0);
}

/// `test_taskgroup_13`
#[tokio::test(start_paused = true)]
async fn an_error_of_the_outer_group_cancels_the_inner_one() {
    let probe = DropProbe::new();
    let inner: Job<Vec<()>> = Box::pin(try_all(vec![waits(&probe), fails(10_000, "inner")]));
    let ended = try_all(vec![fails(100, "outer"), inner]).await;
    assert_eq!(ended, Err("outer".to_owned()));
    // The inner group has been dropped, and with it its tasks have been aborted. Nothing waits for those.
    ms(1).await;
    assert_eq!(probe.alive(), 0);
}

/// `test_taskgroup_14`
#[tokio::test(start_paused = true)]
async fn an_error_of_the_inner_group_ends_the_outer_one() {
    let (probe, began) = (DropProbe::new(), Instant::now());
    let inner: Job<Vec<()>> = Box::pin(try_all(vec![fails(100, "inner")]));
    let ended = try_all(vec![fails(10_000, "outer"), waits(&probe), inner]).await;
    assert_eq!(ended, Err("inner".to_owned()));
    assert_eq!(probe.alive(), 0);
    assert_eq!(began.elapsed(), Duration::from_millis(100));
}

/// `test_nested_groups_both_cancelled`
#[tokio::test(start_paused = true)]
async fn an_inner_error_that_was_handled_does_not_hide_an_outer_one() {
    let handled: Job<()> = Box::pin(async {
        let inner = try_all::<Job<()>, _, _>(vec![fails(10, "inner")]).await;
        assert_eq!(inner, Err("inner".to_owned()));
        Ok(())
    });
    let ended = try_all(vec![handled, fails(10, "outer")]).await;
    assert_eq!(ended, Err("outer".to_owned()));
}

/// `test_taskgroup_15`, `test_taskgroup_16`: cancelled while it is already cancelling its children.
#[tokio::test(start_paused = true)]
async fn cancelled_at_any_await_it_leaves_no_child() {
    let probe = DropProbe::new();
    let make = || try_all::<Job<()>, _, _>(vec![fails(10, "error"), waits(&probe), waits(&probe)]);
    let (ended, cancelled) = cancel::at_every_await(make, |_| ()).await;
    assert_eq!(ended, Err("error".to_owned()));
    // Once while the jobs were running, and once while they were being stopped.
    assert!(cancelled >= 2, "cancelled at {cancelled} awaits");
    ms(1).await;
    assert_eq!(probe.alive(), 0);
    assert_eq!(probe.dropped().len(), 2 * (cancelled + 1));
}

/// `test_taskgroup_17`: nothing keeps the caller of a group that has no tasks.
#[tokio::test(start_paused = true)]
async fn a_group_without_tasks_ends_at_once() {
    let nothing = || Vec::<Job<()>>::new();
    assert_eq!(try_all(nothing()).now_or_never(), Some(Ok(vec![])));
    assert_eq!(gather(nothing()).now_or_never(), Some(vec![]));
    assert_eq!(Group::new().join().now_or_never(), Some(Ends::default()));
    assert_eq!(Group::new().cancel().now_or_never(), Some(Ends::default()));
}

/// `_test_taskgroup_21`, `test_taskgroup_21a`: what is no ordinary error, here a panic.
#[tokio::test(start_paused = true)]
async fn a_panic_of_a_child_cancels_the_others_and_reaches_the_caller() {
    let probe = DropProbe::new();
    let panics: Job<()> = Box::pin(async {
        ms(100).await;
        panic!("interrupted");
    });
    let jobs = vec![panics, waits(&probe)];
    let payload = AssertUnwindSafe(try_all(jobs)).catch_unwind().await;
    assert_eq!(panic_message(&*payload.unwrap_err()), "interrupted");
    assert_eq!(probe.alive(), 0);
}

/// `test_taskgroup_23`
#[tokio::test(start_paused = true)]
async fn a_group_forgets_the_tasks_that_have_ended() {
    let probe = DropProbe::new();
    let (requests, queue) = mpsc::channel(16);
    let outputs = probe.clone();
    let server = tokio::spawn(serve(queue, move |nth: u64| {
        let output = outputs.token(format!("request {nth}"));
        async move {
            ms(300).await;
            output
        }
    }));
    for nth in 0..10 {
        ms(100).await;
        requests.send(nth).await.unwrap();
        assert!(probe.alive() <= 4, "{} after request {nth}", probe.alive());
    }
    ms(350).await;
    assert_eq!((probe.alive(), probe.dropped().len()), (0, 10));
    drop(requests);
    assert_eq!(server.await.unwrap().served, 10);
}

/// `test_taskgroup_24`
#[tokio::test(start_paused = true)]
async fn a_task_can_add_tasks_to_its_own_group() {
    type Requests = mpsc::Sender<Request>;
    struct Request(Option<Requests>);

    let (requests, queue) = mpsc::channel(16);
    let root = Request(Some(requests.clone()));
    requests.send(root).await.ok().unwrap();
    // The root holds the last sender.
    drop(requests);
    let summary = serve(queue, |Request(group): Request| async move {
        ms(100).await;
        if let Some(group) = group {
            for _ in 0..2 {
                group.send(Request(None)).await.ok().unwrap();
            }
        }
    })
    .await;
    assert_eq!(
        summary,
        Summary {
            served: 3,
            panicked: 0
        }
    );
}

/// `test_cancellation_does_not_leak_out_of_tg`
#[tokio::test(start_paused = true)]
async fn the_caller_goes_on_after_a_group_that_failed() {
    let caller = tokio::spawn(async {
        let failed = try_all::<Job<u8>, _, _>(vec![fails(0, "error"), succeeds(10, 1)]).await;
        assert_eq!(failed, Err("error".to_owned()));
        ms(10).await;
        try_all(vec![succeeds(10, 2)]).await
    });
    assert_eq!(caller.await.unwrap(), Ok(vec![2]));
}

/// What `asyncio.gather(return_exceptions=True)` demands beside them: the failure of a child is a result.
#[tokio::test(start_paused = true)]
async fn gather_cancels_no_child_when_another_one_fails() {
    let gauge = Gauge::new();
    let slow: Job<()> = Box::pin(gauge.job("slow", 100, Ok(())));
    let outcomes = gather(vec![fails(10, "error"), slow]).await;
    assert_eq!(
        outcomes,
        [Outcome::Failed("error".to_owned()), Outcome::Done(())]
    );
    assert_eq!(gauge.finished(), 1);
}
