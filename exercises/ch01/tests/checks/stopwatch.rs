//! Checks of stopwatch.

use std::cell::Cell;
use std::task::Poll;
use std::time::Duration;

use ch01::stopwatch::timed;
use futures::FutureExt;
use kit::{ByHand, Gauge, Recorder, check, watch};
use tokio::sync::oneshot;
use tokio::time::{advance, sleep};

/// A future that waits has kept the waker of its task. Until it calls it its thread is free for others: it is
/// neither blocked nor kept busy by asking.
#[check]
async fn a_waiting_future_is_polled_again_only_when_it_is_woken() {
    let (answer, waiting) = oneshot::channel();
    let mut result = ByHand::new(timed(watch("future", waiting)));
    let _ = result.poll();
    sleep(Duration::from_secs(1)).await;
    let (polls, wakes) = (Recorder::current().polls("future"), result.wakes());
    let _ = answer.send("the answer");
    let woken = result.wakes() > wakes;
    let output = result.poll();

    assert!(
        polls > 0,
        "the result of timed was polled, but it did not poll the future, which cannot begin then"
    );
    assert!(
        wakes == 0,
        "the future had not been woken, and yet timed asked to be polled again: it looks again and \
         again whether the future is ready, instead of waiting"
    );
    assert!(
        woken,
        "the future became ready, but its task was not woken: the waker that timed is polled with has not \
         reached the future"
    );
    assert!(
        matches!(output, Poll::Ready((Ok("the answer"), _))),
        "the future was ready, with an answer, and its waker was called; polled for that, timed \
         returned {output:?}"
    );
}

/// Calling an async function builds a future. Only awaiting it makes it run.
#[check]
async fn calling_timed_does_not_start_the_future() {
    let gauge = Gauge::new();
    let result = timed(gauge.job("future", 100, ()));
    let polls = Recorder::current().polls("future");
    result.await;

    assert!(
        polls == 0,
        "the future was polled by the mere call of timed: the result had not been awaited yet, and \
         perhaps never is"
    );
}

/// A future may be made long before it is awaited. It does nothing in between, and that time is not
/// the time it takes.
#[check]
async fn the_stopwatch_does_not_run_before_the_first_poll() {
    let gauge = Gauge::new();
    let result = timed(gauge.job("future", 100, ()));
    sleep(Duration::from_millis(300)).await;
    let ((), took) = result.await;

    // What else may be wrong with the time is another check's affair.
    assert!(
        !(300..=400).contains(&took.as_millis()),
        "300 ms passed before the result was polled, then the future took 100 ms; timed says \
         {took:?}: its stopwatch ran from the call on"
    );
    assert!(
        took >= Duration::from_millis(100),
        "from its first poll on the future took 100 ms; timed says {took:?}: no stopwatch ran for it"
    );
}

/// Tokio has a clock of its own. Most of the time it goes with the system's; a test can pause it,
/// and then an hour passes in an instant. Another clock measures how fast the test is.
#[check(real_time)]
async fn it_tells_how_long_the_future_took_on_tokios_clock() {
    // Turned by hand: a check whose clock is paused from the start is ended after a day of it.
    ::tokio::time::pause();
    let a_year_ms = 365 * 24 * 3_600_000;
    for ms in [2_105, 0, 1, 3_600_000, a_year_ms] {
        let wanted = Duration::from_millis(ms);
        let (end, ended) = oneshot::channel();
        let future = watch("future", async move {
            if ms > 0 {
                let _ = ended.await;
            }
            format!("after {ms} ms")
        });
        let clock = async move {
            advance(wanted).await;
            // A timer of the answer's own, if any, goes off now.
            for _ in 0..20 {
                ::tokio::task::yield_now().await;
            }
            let _ = end.send(());
        };
        let ((output, took), ()) = tokio::join!(timed(future), clock);

        assert!(
            output == format!("after {ms} ms"),
            "the future's own output is lost: {output:?}"
        );
        assert!(
            took == wanted || !took.is_zero(),
            "the stopwatch was stopped before the future was ready: it says 0 ms, but on tokio's \
             clock {wanted:?} passed until then"
        );
        // This clock is turned by whole milliseconds only.
        assert!(
            took.subsec_nanos() % 1_000_000 == 0,
            "the stopwatch says {took:?}, and {wanted:?} passed on tokio's clock, which moved by whole \
             milliseconds: it reads another clock, or changes what it has read"
        );
        assert!(
            took == wanted,
            "the stopwatch says {took:?}, not {wanted:?}, which is what passed on tokio's clock"
        );
    }
}

/// A future may compute before its first await and after its last one. The stopwatch starts before
/// the first poll and stops after the last one.
#[check]
async fn the_first_and_the_last_poll_count_too() {
    let wait = Duration::from_millis(100);
    let compute = Duration::from_millis(70);

    let future = watch("first poll", async move {
        this_poll_takes(compute);
        sleep(wait).await;
    });
    let ((), took) = timed(future).await;
    assert!(
        took == compute + wait,
        "a future whose first poll takes {compute:?}, and which then waits for {wait:?}, is ready \
         after {:?}; the stopwatch says {took:?}",
        compute + wait
    );

    let future = watch("last poll", async move {
        sleep(wait).await;
        this_poll_takes(compute);
    });
    let ((), took) = timed(future).await;
    assert!(
        took == wait + compute,
        "a future that waits for {wait:?}, and whose last poll then takes {compute:?}, is ready \
         after {:?}; the stopwatch says {took:?}",
        wait + compute
    );

    let little = Duration::from_nanos(1_500_007);
    let future = watch("one poll", async move { this_poll_takes(little) });
    let ((), took) = timed(future).await;
    assert!(
        took == little,
        "a future that takes {little:?} was timed with {took:?}: was that rounded, as to whole \
         milliseconds? The clock is finer"
    );
}

/// An async program times many futures at once, on one thread. Each has its own beginning and its
/// own end.
#[check]
async fn two_stopwatches_run_side_by_side() {
    let gauge = Gauge::new();
    // Borrowed, and not to be shared by threads: such futures are timed too.
    let ended = Cell::new(0);
    let job = |name, ms| {
        let job = gauge.job(name, ms, ());
        async {
            job.await;
            ended.set(ended.get() + 1);
        }
    };
    let after = async |wait, job| {
        sleep(Duration::from_millis(wait)).await;
        timed(job).await
    };
    // The second one begins and ends while the first one waits; the third one outlasts it.
    let (((), long), ((), inner), ((), crossing)) = tokio::join!(
        timed(job("long", 300)),
        after(100, job("inner", 50)),
        after(250, job("crossing", 150)),
    );

    assert!(
        gauge.peak() == 2 && ended.get() == 3,
        "three futures were timed, and never more than {} was in flight, though two of them overlap \
         the first one: one had to wait until another had ended",
        gauge.peak()
    );
    for (which, took, ms) in [
        ("first one, which waits from 0 to 300 ms,", long, 300),
        ("second one, from 100 to 150 ms,", inner, 50),
        ("third one, from 250 to 400 ms,", crossing, 150),
    ] {
        assert!(
            took == Duration::from_millis(ms),
            "three futures were timed side by side. The {which} takes {ms} ms; its stopwatch says \
             {took:?}"
        );
    }
}

/// Stands for a computation: tokio's clock goes on, and nothing is awaited.
fn this_poll_takes(time: Duration) {
    // `advance` moves the clock in its first poll, and would only yield after that.
    let _ = advance(time).now_or_never();
}
