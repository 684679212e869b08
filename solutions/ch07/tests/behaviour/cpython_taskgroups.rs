//! After CPython's `Lib/test/test_asyncio/test_taskgroups.py`: what `TaskGroup` demands when it is cancelled, tried on
//! `drain`. Chapter 6 tries the rest on its own references.
//!
//! Not taken over:
//! - 04, 13, 14, `cancel_children_on_child_error`: a panic of a handler stops no other one here, which is a
//!   requirement.
//! - 09, 10, 18 to 21a: they raise in the body of the `async with` block. A function has no such body.
//! - `cancelling_level_preserved`: dropping a future counts no requests.

use std::time::Duration;

use ch07_solution::drain::serve;
use kit::DropProbe;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::{ms, report, server};

/// `test_cancellation`, `test_taskgroup_07`
#[tokio::test(start_paused = true)]
async fn cancelling_the_caller_cancels_its_tasks() {
    let probe = DropProbe::new();
    let tokens = probe.clone();
    let (connections, _stop, serving) = server(ms(100), move |(), _stop| {
        let token = tokens.token("a handler");
        async move {
            sleep(Duration::from_secs(10)).await;
            drop(token);
        }
    });
    for _ in 0..5 {
        connections.send(()).await.unwrap();
    }
    sleep(ms(10)).await;
    assert_eq!(probe.alive(), 5);
    serving.abort();
    assert!(serving.await.unwrap_err().is_cancelled());
    sleep(ms(1)).await;
    assert_eq!(probe.alive(), 0);
}

/// `test_taskgroup_15`, `test_taskgroup_16`: a child fails while the group is being cancelled.
#[tokio::test(start_paused = true)]
async fn what_fails_when_it_is_cancelled_is_reported_and_the_others_are_waited_for() {
    let (connections, stop, serving) = server(ms(1_000), |fails: bool, stop| async move {
        stop.cancelled().await;
        assert!(!fails, "while it was ending");
        sleep(ms(500)).await;
    });
    for fails in [false, true, false] {
        connections.send(fails).await.unwrap();
    }
    sleep(ms(10)).await;
    let stopped = Instant::now();
    stop.cancel();
    assert_eq!(serving.await.unwrap(), report(2, 1, 0));
    assert_eq!(stopped.elapsed(), ms(500));
}

/// `test_taskgroup_11`, `test_taskgroup_12`
#[tokio::test(start_paused = true)]
async fn a_group_inside_of_a_task_ends_with_the_outer_one() {
    let probe = DropProbe::new();
    let tokens = probe.clone();
    let (connections, stop, serving) = server(ms(1_000), move |(), stop: CancellationToken| {
        let tokens = tokens.clone();
        async move {
            let (sender, mut inner) = mpsc::channel(4);
            sender.send(()).await.unwrap();
            let ended = serve(&mut inner, stop, ms(100), |(), _stop| {
                let token = tokens.token("an inner handler");
                async move {
                    let _token = token;
                    std::future::pending().await
                }
            });
            assert_eq!(ended.await, report(0, 0, 1));
        }
    });
    connections.send(()).await.unwrap();
    sleep(ms(10)).await;
    assert_eq!(probe.alive(), 1);
    let stopped = Instant::now();
    stop.cancel();
    assert_eq!(serving.await.unwrap(), report(1, 0, 0));
    assert_eq!((stopped.elapsed(), probe.alive()), (ms(100), 0));
}

/// `test_taskgroup_17`: nothing keeps the caller of a group that has no tasks.
#[tokio::test(start_paused = true)]
async fn a_group_without_tasks_ends_at_once() {
    let began = Instant::now();
    let (connections, stop, serving) = server(ms(1_000), |(), _stop| async {});
    stop.cancel();
    assert_eq!(serving.await.unwrap(), report(0, 0, 0));
    assert!(connections.is_closed());

    let (connections, _stop, serving) = server(ms(1_000), |(), _stop| async {});
    drop(connections);
    assert_eq!(serving.await.unwrap(), report(0, 0, 0));
    assert_eq!(began.elapsed(), ms(0));
}
