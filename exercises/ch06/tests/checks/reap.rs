//! Checks of reap.

use std::collections::HashSet;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Context;
use std::thread;
use std::time::Duration;

use ch06::reap::{Summary, serve};
use kit::{CountingWaker, DropProbe, Gauge, caught, check, counted, virtual_ms};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{sleep, timeout};

/// `join_next` of an empty set is ready at once, with `None`; so is `recv` of a closed channel. A loop that asks
/// them again polls without an end.
#[check]
async fn a_server_with_nothing_to_do_waits() {
    assert!(
        wakers_stored_in_the_first_poll() < MANY,
        "it spins inside one poll: before the first request, with the queue open and no handler running, one poll of \
         `serve` called `recv` {MANY} times, which had nothing each time. So something beside `recv` is ready at once"
    );
    let (requests, queue) = mpsc::channel(8);
    let polls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&polls);
    let server = tokio::spawn(async move {
        let mut serving = pin!(serve(queue, |ms: u64| sleep(Duration::from_millis(ms))));
        poll_fn(|cx| {
            counted.fetch_add(1, Ordering::Relaxed);
            serving.as_mut().poll(cx)
        })
        .await
    });
    let mut requests = Some(requests);
    for when in [
        "before the first request",
        "while a handler is running",
        "after the last handler has ended",
        "while a handler is running and all senders are gone",
    ] {
        match when {
            "while a handler is running" => send(requests.as_ref().unwrap(), 1_000).await,
            "after the last handler has ended" => sleep(Duration::from_secs(2)).await,
            "while a handler is running and all senders are gone" => {
                let last = requests.take().unwrap();
                send(&last, 1_000).await;
            }
            _ => {}
        }
        for _ in 0..10 {
            yield_now().await;
        }
        assert!(
            !server.is_finished(),
            "{when}, `serve` has returned, although {}",
            match &requests {
                Some(_) =>
                    "a sender is left\n\nA queue that is empty is not closed, and neither is a server without a handler \
                     at its end: there may be another request.",
                None =>
                    "a handler is still running\n\nA closed queue brings no other request. The handlers that run have \
                     clients that wait for them.",
            }
        );
        let before = polls.load(Ordering::Relaxed);
        for _ in 0..50 {
            yield_now().await;
        }
        let polled = polls.load(Ordering::Relaxed) - before;
        assert!(
            polled == 0,
            "{when}, `serve` was polled {polled} times in 50 turns of the runtime, although nothing happened"
        );
        // A handler that runs takes a second.
        let quiet = match when.starts_with("while a handler is running") {
            true => 900,
            false => 60_000,
        };
        sleep(Duration::from_millis(quiet)).await;
        let polled = polls.load(Ordering::Relaxed) - before;
        assert!(
            polled <= 1,
            "{when}, `serve` was polled {polled} times in {quiet} ms, although nothing happened: a timer wakes it\n\n\
             The end of a task wakes the task that joins it, and so does a request. Neither needs a look from time to \
             time."
        );
    }
    assert!(
        polls.load(Ordering::Relaxed) > 0,
        "`serve` was never polled"
    );
    joined(server).await;
}

/// So many calls of `recv` in one poll, with nothing new between them, are a loop without an end.
const MANY: usize = 100;

/// How often `recv` stores the waker in the first poll of `serve`. Another thread counts, and closes the queue after
/// too many: a poll that spins would never return.
fn wakers_stored_in_the_first_poll() -> usize {
    let (requests, queue) = mpsc::channel(8);
    let (waker, returned) = (CountingWaker::new(), AtomicBool::new(false));
    thread::scope(|scope| {
        let counts = scope.spawn(|| {
            let (_open, mut stored, mut before) = (requests, 0, usize::MAX);
            while stored < MANY && !returned.load(Ordering::Acquire) {
                let kept = waker.kept();
                stored += usize::from(kept > before);
                before = kept;
            }
            stored
        });
        // A panic is left to the rest of the check.
        let _ = caught(|| {
            let mut serving = pin!(serve(queue, |ms: u64| sleep(Duration::from_millis(ms))));
            let _ = serving
                .as_mut()
                .poll(&mut Context::from_waker(&waker.waker()));
        });
        returned.store(true, Ordering::Release);
        counts.join().unwrap()
    })
}

/// The outputs of a `JoinSet` are kept until `join_next` returns them. A server that serves for a year must
/// join while it serves.
#[check]
async fn an_output_is_dropped_when_its_handler_has_ended() {
    for count in [3, 1, 100] {
        let probe = DropProbe::new();
        let (begun, made) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (requests, queue) = mpsc::channel(200);
        let (outputs, in_handler) = (probe.clone(), [Arc::clone(&begun), Arc::clone(&made)]);
        let server = tokio::spawn(serve(queue, move |ms: u64| {
            let (outputs, [begun, made]) = (outputs.clone(), in_handler.clone());
            async move {
                begun.fetch_add(1, Ordering::Relaxed);
                sleep(Duration::from_millis(ms)).await;
                made.fetch_add(1, Ordering::Relaxed);
                outputs.token(format!("output after {ms} ms"))
            }
        }));
        // The first one outlives all others.
        send(&requests, 60_000).await;
        for _ in 0..count {
            send(&requests, 10).await;
        }
        sleep(Duration::from_secs(1)).await;
        let [begun_by_now, made_by_now] =
            [&begun, &made].map(|count| count.load(Ordering::Relaxed));
        if made_by_now != count {
            let others = begun_by_now.saturating_sub(1);
            sleep(Duration::from_secs(60)).await;
            let begun = begun.load(Ordering::Relaxed).saturating_sub(1);
            panic!(
                "a request that takes 60 s came first, then {count} more that take 10 ms each: while the first was in \
                 progress, {others} of the others had begun; a second after its end {begun} had\n\n\
                 A request is handled as soon as it arrives, while earlier ones are in progress. A server that awaits \
                 a handler, or its task, before it receives the next request handles one at a time."
            );
        }
        assert!(
            probe.alive() == 0,
            "{} of {count} outputs are still kept, a second after their handlers ended; no other request came, \
             and one handler is still running",
            probe.alive()
        );
        send(&requests, 20).await;
        drop(requests);
        sleep(Duration::from_secs(1)).await;
        assert!(
            probe.alive() == 0,
            "right while a sender is left, wrong when all are gone: the output of a handler is still kept, a second \
             after the handler ended, while another handler is still running"
        );
        joined(server).await;
    }
}

/// An end is counted, whether it was good or bad. The two counts make up all requests.
#[check]
async fn every_end_is_counted() {
    for requests in [
        vec!["ok", "panic", "ok", "ok"],
        vec!["panic"],
        vec!["ok"],
        vec![],
    ] {
        let (sender, queue) = mpsc::channel(8);
        for request in &requests {
            sender.send(*request).await.unwrap();
        }
        drop(sender);
        let summary = timeout(Duration::from_secs(60), serve(queue, respond)).await;
        let Ok(summary) = summary else {
            panic!(
                "all senders are gone and {requests:?} were queued, and `serve` still waits a minute later"
            );
        };
        let panicked = requests
            .iter()
            .filter(|request| **request == "panic")
            .count();
        let wanted = Summary {
            served: requests.len() - panicked,
            panicked,
        };
        assert!(
            summary == wanted,
            "the requests {requests:?} were counted as {summary:?} instead of {wanted:?}"
        );
    }
}

/// To await a handler, or its task, before the next request is received makes each request wait for the one
/// before it.
#[check]
async fn a_request_is_handled_while_earlier_ones_are_in_progress() {
    let (gauge, ids) = (Gauge::new(), Arc::new(Mutex::new(HashSet::new())));
    let (requests, queue) = mpsc::channel(8);
    let (jobs, seen) = (gauge.clone(), Arc::clone(&ids));
    let server = tokio::spawn(serve(queue, move |ms: u64| {
        let (job, seen) = (jobs.job(format!("{ms} ms"), ms, ()), Arc::clone(&seen));
        async move {
            seen.lock().unwrap().insert(tokio::task::try_id());
            job.await;
        }
    }));
    for (nth, ms) in (1..).zip([500, 400, 300, 200]) {
        send(&requests, ms).await;
        sleep(Duration::from_millis(10)).await;
        assert!(
            gauge.in_flight() == nth,
            "{} came, 10 ms apart, and each takes 200 ms or more: {} of them in progress",
            counted(nth, "request"),
            match gauge.in_flight() {
                1 => "1 is".to_owned(),
                in_flight => format!("{in_flight} are"),
            }
        );
    }
    drop(requests);
    let own = server.id();
    joined(server).await;
    many_at_once().await;
    let ids = ids.lock().unwrap();
    assert!(
        ids.len() == 4 && !ids.contains(&Some(own)),
        "4 requests were handled in {}{}, not in one of its own each",
        counted(ids.len(), "task"),
        if ids.contains(&Some(own)) {
            ", among them the server's own"
        } else {
            ""
        }
    );
}

/// More handlers are in progress than a small limit allows.
async fn many_at_once() {
    const SENT: usize = 300;
    let begun = Arc::new(AtomicUsize::new(0));
    let (requests, queue) = mpsc::channel(8);
    let count = Arc::clone(&begun);
    let server = tokio::spawn(serve(queue, move |()| {
        let count = Arc::clone(&count);
        async move {
            count.fetch_add(1, Ordering::Relaxed);
            sleep(Duration::from_secs(1)).await;
        }
    }));
    let sending = async {
        for _ in 0..SENT {
            send(&requests, ()).await;
        }
        sleep(Duration::from_millis(100)).await;
    };
    // A server that has its fill receives no more.
    let _ = timeout(Duration::from_millis(500), sending).await;
    let begun = begun.load(Ordering::Relaxed);
    assert!(
        begun == SENT,
        "right for 4 requests, wrong for {SENT}: half a second after they came, {} had begun, each of which takes a \
         second\n\nA request is handled as soon as it arrives, however many handlers are running.",
        counted(begun, "handler")
    );
    drop(requests);
    joined(server).await;
}

/// The runtime catches the panic of a task and keeps it for the one who joins it. Nothing else ends by it.
#[check]
async fn a_panic_harms_no_other_handler() {
    let gauge = Gauge::new();
    let (requests, queue) = mpsc::channel(8);
    let jobs = gauge.clone();
    let server = tokio::spawn(serve(queue, move |request: &'static str| {
        let job = jobs.job(request, 100, ());
        async move {
            respond(request).await;
            job.await;
        }
    }));
    for request in ["before", "panic"] {
        send(&requests, request).await;
    }
    sleep(Duration::from_millis(50)).await;
    let sent = requests.send("after").await;
    assert!(
        sent.is_ok() && !server.is_finished(),
        "a handler panicked, and the server has ended; requests still came"
    );
    drop(requests);
    let summary = joined(server).await;
    assert!(
        gauge.finished() == 2,
        "of a request before the panic and one after it, {} ran to the end",
        gauge.finished()
    );
    let wanted = Summary {
        served: 2,
        panicked: 1,
    };
    assert!(
        summary == wanted,
        "one of three handlers panicked: {summary:?} instead of {wanted:?}"
    );
}

/// A closed channel still holds what was sent, and a handler that runs still has a client. To drop a `JoinSet`,
/// or to shut it down, aborts its tasks.
#[check]
async fn what_was_queued_is_handled_and_what_runs_is_waited_for() {
    let gauge = Gauge::new();
    let (requests, queue) = mpsc::channel(8);
    for ms in [300, 50, 200] {
        requests.send(ms).await.unwrap();
    }
    drop(requests);
    let (began, jobs) = (virtual_ms(), gauge.clone());
    let summary = serve(queue, move |ms: u64| jobs.job(format!("{ms} ms"), ms, ())).await;
    let took = virtual_ms() - began;
    assert!(
        gauge.finished() == 3,
        "all senders were gone and 3 requests were queued: `serve` returned when {} of them had begun and {} \
         had run to their end",
        gauge.started(),
        gauge.finished()
    );
    assert!(
        took == 300,
        "the slowest of 3 handlers takes 300 ms, and `serve` returned after {took} ms"
    );
    assert!(
        summary.served == 3,
        "3 requests were handled, and the summary is {summary:?}"
    );
}

/// Tasks outlive their handles. If the server is stopped, its handlers must be stopped too.
#[check]
async fn dropping_the_server_drops_its_handlers() {
    let (probe, gauge) = (DropProbe::new(), Gauge::new());
    let (requests, queue) = mpsc::channel(8);
    let (tokens, jobs) = (probe.clone(), gauge.clone());
    let server = tokio::spawn(serve(queue, move |ms: u64| {
        let (token, job) = (
            tokens.token(format!("{ms} ms")),
            jobs.job(format!("{ms} ms"), ms, ()),
        );
        async move {
            job.await;
            drop(token);
        }
    }));
    for ms in [10, 1_000, 2_000] {
        send(&requests, ms).await;
    }
    sleep(Duration::from_millis(100)).await;
    assert!(
        (gauge.started(), gauge.finished()) == (3, 1),
        "3 requests came, which take 10, 1000 and 2000 ms: after 100 ms {} had begun and {} had ended, instead of 3 \
         and 1",
        gauge.started(),
        gauge.finished()
    );
    server.abort();
    let _ = server.await;
    sleep(Duration::from_millis(1)).await;
    assert!(
        probe.alive() == 0,
        "{} of 2 handlers were still alive after the future of `serve` was dropped",
        probe.alive()
    );
}

/// Sends to a server that must be there.
async fn send<R>(requests: &mpsc::Sender<R>, request: R) {
    let sent = requests.send(request).await;
    assert!(
        sent.is_ok(),
        "`serve` has ended, although a sender is left: nothing receives its request\n\n\
         A queue without requests is not closed, and an idle server has not come to its end."
    );
}

async fn respond(request: &'static str) {
    sleep(Duration::from_millis(10)).await;
    assert!(request != "panic", "the handler of this request panics");
}

/// What the task returned; its panic goes on here.
async fn joined<T>(task: JoinHandle<T>) -> T {
    let ended = task.await;
    ended.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}
