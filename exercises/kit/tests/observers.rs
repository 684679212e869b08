//! What the kit says of futures whose story is known.

use std::future::{pending, poll_fn, ready};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

use kit::record::{By, What};
use kit::{
    ByHand, CountingWaker, DropProbe, Gauge, Recorder, cancel, check, note, virtual_ms, watch,
};
use tokio::sync::oneshot;

fn recorded(wanted: impl Fn(&What) -> bool) -> Vec<What> {
    let events = Recorder::current().events();
    let whats = events.into_iter().map(|event| event.what);
    whats.filter(wanted).collect()
}

#[check]
async fn a_gauge_tells_overlapping_jobs_from_serial_ones() {
    let serial = Gauge::new();
    serial.job("A", 100, ()).await;
    serial.job("B", 100, ()).await;
    let seen = (serial.peak(), serial.finished(), virtual_ms());
    assert_eq!(seen, (1, 2, 200));

    let overlapping = Gauge::new();
    let jobs = (overlapping.job("A", 100, 1), overlapping.job("B", 50, 2));
    assert_eq!(tokio::join!(jobs.0, jobs.1), (1, 2));
    assert_eq!((overlapping.peak(), virtual_ms()), (2, 300));
}

#[check]
async fn a_job_starts_when_it_is_first_polled() {
    let gauge = Gauge::new();
    let job = gauge.job("A", 100, ());
    tokio::time::sleep(Duration::from_millis(70)).await;
    assert_eq!((gauge.started(), gauge.in_flight()), (0, 0));
    job.await;
    assert_eq!(virtual_ms(), 170);
}

#[check]
async fn a_job_that_is_dropped_midway_was_given_up() {
    let gauge = Gauge::new();
    assert!(cancel::up_to(gauge.job("A", 100, ()), 1).await.is_none());
    drop(gauge.job("never polled", 100, ()));
    let seen = (gauge.started(), gauge.given_up(), gauge.in_flight());
    assert_eq!(seen, (1, 1, 0));
    assert_eq!(recorded(|what| *what == What::Dropped).len(), 2);
}

#[check]
async fn a_pass_counts_what_is_no_future() {
    let gauge = Gauge::new();
    let pass = gauge.enter();
    assert_eq!((gauge.in_flight(), gauge.finished()), (1, 0));
    pass.finish();
    drop(gauge.enter());
    let seen = (gauge.in_flight(), gauge.finished(), gauge.given_up());
    assert_eq!(seen, (0, 1, 1));
}

#[check]
async fn a_recording_says_who_was_woken_by_whom() {
    let (send, receive) = oneshot::channel();
    let receiver = watch("receiver", receive);
    let sender = watch("sender", async { send.send(()) });
    let (received, sent) = tokio::join!(receiver, sender);
    assert!(received.is_ok() && sent.is_ok());

    let recorder = Recorder::current();
    let woken = recorded(|what| matches!(what, What::Woken(_)));
    assert_eq!(woken, [What::Woken(By::Lane(1))]);
    assert_eq!(
        (recorder.polls("receiver"), recorder.polls("sender")),
        (2, 1)
    );
}

#[check]
async fn a_job_is_woken_by_the_clock() {
    Gauge::new().job("A", 10, ()).await;
    let woken = recorded(|what| matches!(what, What::Woken(_)));
    assert_eq!(woken, [What::Woken(By::Clock)]);
}

#[check]
async fn what_is_made_inside_a_poll_has_that_future_as_its_parent() {
    watch("outer", async { watch("inner", async {}).await }).await;
    let lanes = Recorder::current().lanes();
    assert_eq!((lanes[0].parent, lanes[1].parent), (None, Some(0)));
    assert_eq!(lanes[1].name, "inner");
}

#[check(real_time)]
async fn a_wake_from_another_thread_names_the_thread() {
    let (send, receive) = oneshot::channel();
    let mut receiver = Box::pin(watch("receiver", receive));
    let first = poll_fn(|cx| Poll::Ready(receiver.as_mut().poll(cx))).await;
    assert!(first.is_pending());
    let postman = thread::Builder::new().name("postman".to_owned());
    let postman = postman.spawn(move || send.send(())).unwrap();
    receiver.await.unwrap();
    postman.join().unwrap().unwrap();
    let woken = recorded(|what| matches!(what, What::Woken(_)));
    assert_eq!(woken, [What::Woken(By::Thread("postman".to_owned()))]);
}

#[check]
fn the_waker_handed_on_stays_the_same_as_long_as_the_outer_one() {
    let mut seen: Option<Waker> = None;
    let mut future = ByHand::new(watch(
        "F",
        poll_fn(move |cx| {
            if let Some(last) = &seen {
                let same = last.will_wake(cx.waker());
                note(if same { "same" } else { "new" });
            }
            seen = Some(cx.waker().clone());
            Poll::<()>::Pending
        }),
    ));
    let _ = future.poll();
    let _ = future.poll();
    let _old = future.change_waker();
    let _ = future.poll();
    let noted = recorded(|what| matches!(what, What::Noted(_)));
    let expected = ["same", "new"].map(|text| What::Noted(text.to_owned()));
    assert_eq!(noted, expected);
}

#[check]
fn polling_by_hand_counts_polls_wakes_and_kept_wakers() {
    let mut lazy = ByHand::new(pending::<()>());
    assert!(lazy.poll().is_pending());
    let seen = (lazy.polls(), lazy.wakes(), lazy.wakers_kept());
    assert_eq!(seen, (1, 0, 0));

    let mut kept = Vec::new();
    let mut keeping = ByHand::new(poll_fn(move |cx| {
        kept.push(cx.waker().clone());
        cx.waker().wake_by_ref();
        Poll::<()>::Pending
    }));
    assert!(keeping.poll().is_pending());
    assert_eq!((keeping.wakes(), keeping.wakers_kept()), (1, 1));
    keeping.cancel();
    assert_eq!(keeping.wakers_kept(), 0);
    assert_eq!(ByHand::new(ready(7)).poll(), Poll::Ready(7));
}

#[check]
fn a_counting_waker_counts_calls_and_clones() {
    let count = CountingWaker::new();
    let waker = count.waker();
    let clone = waker.clone();
    clone.wake_by_ref();
    clone.wake();
    assert_eq!((count.wakes(), count.kept()), (2, 1));
}

#[check]
async fn a_drop_probe_tells_the_order() {
    let probe = DropProbe::new();
    let (first, second) = (probe.token("first"), probe.token("second"));
    assert_eq!(probe.alive(), 2);
    drop(second);
    drop(first);
    assert_eq!(probe.alive(), 0);
    assert_eq!(probe.dropped(), ["second", "first"]);
}

#[check]
async fn cancelling_visits_every_await_once() {
    let reached = AtomicUsize::new(0);
    let make = || async {
        for _ in 0..3 {
            tokio::task::yield_now().await;
            reached.fetch_add(1, Ordering::Relaxed);
        }
        "done"
    };
    let mut seen = Vec::new();
    let inspect = |at| seen.push((at, reached.swap(0, Ordering::Relaxed)));
    let ended = cancel::at_every_await(make, inspect).await;
    assert_eq!(ended, ("done", 3));
    assert_eq!(seen, [(1, 0), (2, 1), (3, 2)]);
}
