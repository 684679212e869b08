//! Checks of stopwatch.

use std::cell::Cell;
use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use ch01::stopwatch::timed;
use futures::FutureExt;
use kit::{ByHand, Gauge, Recorder, caught, check, varied, watch};
use tokio::sync::oneshot;
use tokio::time::{Instant, advance, sleep};

/// A future that waits has stored the waker of its task. Until the waker is called, the thread is free
/// for other tasks: it is neither blocked nor busy with polls.
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
        "the result of timed was polled, the future was not: it cannot begin without a poll"
    );
    assert!(
        wakes == 0,
        "timed asked to be polled again, and the future had not been woken: it polls again and again \
         to see whether the future is ready, instead of waiting for a wake"
    );
    assert!(
        woken,
        "the future could go on, and the task was not woken: the waker with which timed is polled has \
         not reached the future{LATE_IDEA}"
    );
    assert!(
        matches!(output, Poll::Ready((Ok("the answer"), _))),
        "the future was ready with \"the answer\" and its task was woken; the poll that followed \
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

    assert!(polls == 0, "{BY_THE_CALL}");
}

// It fails for several causes. Each of them has its own idea.
#[check(real_time)]
async fn it_tells_how_long_the_future_took_on_tokios_clock() {
    // Paused here: a check whose clock is paused from the start ends after a day of that clock.
    ::tokio::time::pause();
    let a_year_ms = 365 * 24 * 3_600_000;
    let mut right = None;
    for ms in [varied(2_105, 1_001..=2_999), 0, 1, 3_600_000, a_year_ms] {
        let wanted = Duration::from_millis(ms);
        let polled = Recorder::current().polls("future");
        let (end, ended) = oneshot::channel();
        let future = watch("future", async move {
            if ms > 0 {
                let _ = ended.await;
            }
            format!("after {ms} ms")
        });
        let clock = async move {
            advance(wanted).await;
            // A timer that the answer has set fires now.
            for _ in 0..20 {
                ::tokio::task::yield_now().await;
            }
            let _ = end.send(());
        };
        let mut result = Box::pin(timed(future));
        let result = poll_fn(|cx| {
            match right {
            // If the first one panics, its own message is shown: a stub panics so.
            None => result.as_mut().poll(cx),
            Some(right) => caught(|| result.as_mut().poll(cx)).unwrap_or_else(|panic| {
                panic!(
                    "right for a future that takes {}, wrong for one that takes {}: `timed` panicked {}: \
                     {}{A_LONG_TIME}",
                    in_words(right),
                    in_words(wanted),
                    match Recorder::current().polls("future") > polled {
                        true => "before the future was ready",
                        false => "before it polled the future",
                    },
                    panic.message
                )
            }),
        }
        });
        let ((output, took), ()) = tokio::join!(result, clock);

        assert!(
            output == format!("after {ms} ms"),
            "timed returned the output {output:?} instead of the future's own, \"after {ms} ms\"\n\n\
             The caller awaits the future for its output. The time comes in addition."
        );
        if took != wanted
            && let Some(right) = right
        {
            // Whether the time was kept in a type that is too small for it.
            let held = [
                ("seconds", 1),
                ("milliseconds", 1_000),
                ("microseconds", 1_000_000),
            ]
            .into_iter()
            .flat_map(|(unit, a_second)| [16_u32, 32].map(|bits| (unit, a_second, bits)))
            .find(|(_, a_second, bits)| {
                let held = wanted.as_secs() * a_second % (1 << bits);
                took.as_micros() == u128::from(held * (1_000_000 / a_second))
            });
            panic!(
                "right for {}, wrong for {}: the stopwatch says {took:?}{}{A_LONG_TIME}",
                in_words(right),
                in_words(wanted),
                held.map_or_else(String::new, |(unit, _, bits)| format!(
                    ", which is what {bits} bits hold of {wanted:?} in {unit}"
                ))
            );
        }
        if took != wanted {
            panic!(
                "{}",
                wrong_time("waits for a message", took, wanted, ms).await
            );
        }
        right = right.max(Some(wanted));
    }
}

/// A future may be created long before it is awaited. In between it does nothing, and that time is not
/// part of the time it takes.
#[check]
async fn the_stopwatch_does_not_run_before_the_first_poll() {
    let gauge = Gauge::new();
    let result = timed(gauge.job("future", 100, ()));
    let polls = Recorder::current().polls("future");
    sleep(Duration::from_millis(300)).await;
    let began = Instant::now();
    let ((), took) = result.await;
    let passed = began.elapsed();

    // Other checks judge other faults of the time.
    assert!(
        !(300..=400).contains(&took.as_millis()),
        "wanted 100 ms, got {took:?}: the stopwatch started at the call of timed, 300 ms before the \
         result was polled"
    );
    assert!(polls == 0, "{BY_THE_CALL}");
    if took < Duration::from_millis(100) {
        panic!(
            "{}",
            wrong_time("waits for 100 ms", took, passed, 100).await
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
    let result = timed(future);
    let polls = Recorder::current().polls("first poll");
    let began = Instant::now();
    let ((), took) = result.await;
    let passed = began.elapsed();
    assert!(polls == 0, "{BY_THE_CALL}");
    assert!(
        took != wait || passed != compute + wait,
        "the wait was counted, the first poll was not: a future whose first poll takes {compute:?} and \
         which then waits for {wait:?} is ready after {passed:?}; the stopwatch says {took:?}"
    );
    if took != compute + wait {
        panic!(
            "{}",
            wrong_time("computes for 70 ms and waits for 100 ms", took, passed, 170).await
        );
    }

    let future = watch("last poll", async move {
        sleep(wait).await;
        this_poll_takes(compute);
    });
    let began = Instant::now();
    let ((), took) = timed(future).await;
    let passed = began.elapsed();
    assert!(
        took != wait || passed != compute + wait,
        "the wait was counted, the last poll was not: a future that waits for {wait:?} and whose last \
         poll then takes {compute:?} is ready after {passed:?}; the stopwatch says {took:?}"
    );
    if took != compute + wait {
        panic!(
            "{}",
            wrong_time("waits for 100 ms and computes for 70 ms", took, passed, 170).await
        );
    }

    let little = Duration::from_nanos(varied(1_500_007, 1_500_001..=1_500_999));
    let future = watch("one poll", async move { this_poll_takes(little) });
    let ((), took) = timed(future).await;
    let cut =
        |unit: Duration| took.as_nanos() % unit.as_nanos() == 0 && took.abs_diff(little) < unit;
    assert!(
        took == little,
        "right for whole milliseconds, wrong for {little:?}: the stopwatch says {took:?}{}\n\n\
         The clock counts nanoseconds, and the caller gets the time as the clock says it.",
        match () {
            () if cut(Duration::from_millis(1)) => ", a whole number of milliseconds",
            () if cut(Duration::from_micros(1)) => ", a whole number of microseconds",
            () => "",
        }
    );
}

/// An async program times many futures at once, on one thread. Each of them has its own start and its
/// own end.
#[check]
async fn two_stopwatches_run_side_by_side() {
    let gauge = Gauge::new();
    // The futures borrow this, and it cannot be shared by threads: `timed` takes such futures too.
    let ended = Cell::new(0);
    let job = |name, ms| {
        let job = gauge.job(name, ms, ());
        async {
            job.await;
            ended.set(ended.get() + 1);
        }
    };
    // The second one begins and ends while the first one waits. The third one ends after the first one.
    let began = Instant::now();
    let (((), long), ((), inner), ((), crossing)) = tokio::join!(
        timed(job("long", 300)),
        timed_after(100, job("inner", 50)),
        timed_after(250, job("crossing", 150)),
    );

    let passed = began.elapsed();
    assert!(
        gauge.peak() > 1,
        "three futures were timed at the same time, and never more than {} was in flight: one had to \
         wait until another had ended",
        gauge.peak()
    );
    assert!(
        ended.get() == 3,
        "three futures were timed, and {} of them had ended",
        ended.get()
    );
    for (which, took, ms) in [
        ("first one, which waits from 0 to 300 ms,", long, 300),
        ("second one, from 100 to 150 ms,", inner, 50),
        ("third one, from 250 to 400 ms,", crossing, 150),
    ] {
        if took == Duration::from_millis(ms) {
            continue;
        }
        let began = Instant::now();
        let ((), alone) = timed(sleep(Duration::from_millis(ms))).await;
        let passed_alone = began.elapsed();
        if alone != Duration::from_millis(ms) {
            panic!("{}", wrong_time("waits", alone, passed_alone, ms).await);
        }
        // One that begins and ends while another one waits, and no third one.
        let (((), outer), ((), inner)) = tokio::join!(
            timed(sleep(Duration::from_millis(300))),
            timed_after(100, async { sleep(Duration::from_millis(50)).await }),
        );
        let within = outer == Duration::from_millis(300) && inner == Duration::from_millis(50);
        panic!(
            "{}: the {which} takes {ms} ms; its stopwatch says {took:?}",
            match within {
                true =>
                    "right if the last one to begin is the first one to end, wrong if it is not, with three \
                     futures that are timed at the same time",
                false => "right for one future, wrong for three that are timed at the same time",
            }
        );
    }
    assert!(
        gauge.peak() == 2,
        "wanted at most 2 futures in flight at the same time, got {}: the last one is ready after 400 ms, \
         and timed resolved after {passed:?}{LATE_IDEA}",
        gauge.peak()
    );
}

async fn timed_after<F: Future<Output = ()>>(ms: u64, future: F) -> ((), Duration) {
    sleep(Duration::from_millis(ms)).await;
    timed(future).await
}

/// A time of this file, in words.
fn in_words(time: Duration) -> String {
    match time.as_secs() {
        31_536_000 => "a year".to_owned(),
        3_600 => "an hour".to_owned(),
        _ => format!("{time:?}"),
    }
}

const A_LONG_TIME: &str = "\n\nA future may take hours, or a year. Wait for it without a limit, and keep \
    the time in a type that can hold it.";

const BY_THE_CALL: &str = "wanted no poll before the result is awaited: the call of timed polled the \
    future\n\n\
    Calling an async function builds a future. Only awaiting it makes it run.";

const LATE_IDEA: &str = "\n\nA future that waits stores the waker with which it was polled, so that the \
    waker can be called when the future can go on. A future that polls another one must pass on the waker \
    of its own poll.";

/// Why the stopwatch said `took` of a future that `does` something and is ready after `ms`
/// milliseconds, when `passed` has gone by on tokio's clock. Timing other futures tells the cause.
async fn wrong_time(does: &str, took: Duration, passed: Duration, ms: u64) -> String {
    let wanted = Duration::from_millis(ms);
    if passed > wanted {
        return format!(
            "the future could go on, and was not polled again at once: one that {does} is ready after \
             {wanted:?}, and timed resolved after {passed:?}{LATE_IDEA}"
        );
    }
    let one_poll = timed(async { this_poll_takes(Duration::from_millis(70)) })
        .await
        .1;
    let last_poll = timed(async {
        sleep(Duration::from_millis(100)).await;
        this_poll_takes(Duration::from_millis(70));
    });
    let last_poll = last_poll.await.1;
    // The checks move tokio's clock by whole milliseconds only.
    let of_this_clock = [took, one_poll, last_poll]
        .iter()
        .all(|time| time.subsec_nanos() % 1_000_000 == 0);
    if !of_this_clock {
        return format!(
            "the stopwatch does not read tokio's clock: that clock moved by {wanted:?} for a future that \
             {does}, and the stopwatch says {took:?}\n\n\
             Tokio has its own clock. It runs with the system's clock unless a test pauses it; then an \
             hour passes in an instant. Any other clock measures how long the test takes."
        );
    }
    match (one_poll.as_millis(), last_poll.as_millis()) {
        (0, 0) => format!(
            "the stopwatch does not run while the future is polled: it says {took:?} of one that {does}, \
             and 0 ns of one that computes for 70 ms in its only poll\n\n\
             A future does its work while it is awaited. Code before the await runs before that work, \
             and code after the await runs when the future is ready."
        ),
        (70, 70) => format!(
            "the stopwatch counts only the last poll of the future: it says {took:?} of one that {does}, \
             and 70 ms of one that waits for 100 ms and then computes for 70\n\n\
             A future is polled many times. What a poll does is done again by the next poll, so the \
             start must be kept from the first poll to the last."
        ),
        _ => format!("the stopwatch says {took:?} of a future that {does}, not {wanted:?}"),
    }
}

/// Takes the place of a computation: tokio's clock moves on, and nothing is awaited.
fn this_poll_takes(time: Duration) {
    // `advance` moves the clock in its first poll; after that it only yields.
    let _ = advance(time).now_or_never();
}
