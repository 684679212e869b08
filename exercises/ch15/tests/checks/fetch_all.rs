//! Checks of fetch_all.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn, ready};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch15::fetch_all::{Entry, Stop, fetch_all};
use futures::FutureExt;
use futures::future::FusedFuture;
use kit::{DropProbe, Gauge, cancel, check, varied, varied_word, virtual_ms};
use tokio::time::{sleep, timeout};

/// The end of a job is the moment to begin the next one. A group that is awaited as a whole leaves places free until
/// its slowest job has ended.
#[check]
async fn each_job_begins_as_soon_as_there_is_room() {
    let long = varied(500, 101..=999);
    for times in [
        vec![],
        vec![10],
        vec![long, 10, 20, 30, 40],
        vec![50, 40, 30, 20, 10],
        (0..200).map(|nth| 10 + nth * nth * 7 % 331).collect(),
    ] {
        for most in [1, 2, 3, 7, 1_000] {
            let (gauge, begun) = (Gauge::new(), RefCell::new(Vec::new()));
            let start = virtual_ms();
            let one = |nth: usize, _| {
                begun.borrow_mut().push((nth, virtual_ms() - start));
                gauge.job(format!("job {nth}"), times[nth], nth)
            };
            let jobs = (0..times.len()).collect();
            let report = fetch_all(jobs, most, one, pending(), pending()).await;
            let scene = format!(
                "`most` is {most}, and {} jobs take {} ms",
                times.len(),
                some(&times)
            );
            let finished = (0..times.len()).map(Entry::Finished);
            assert!(
                report.iter().cloned().eq(finished),
                "{scene}: each returns its number, and the report is {}",
                some(&report)
            );
            let peak = gauge.peak();
            assert!(
                peak <= most,
                "{scene}: {peak} ran at the same time{}",
                match peak == times.len() {
                    true =>
                        ", so all of them, as if nothing limited them\n\n\
                         A permit limits jobs if it is taken before `one` is called and kept until its future has ended.",
                    false =>
                        "\n\nA job is in progress from the call of `one` until its future has ended: only then another one may \
                         begin.",
                }
            );
            let wanted: Vec<(usize, u64)> =
                schedule(&times, most).into_iter().enumerate().collect();
            let begun = begun.into_inner();
            for (&(nth, at), &(next, wanted)) in begun.iter().zip(&wanted) {
                assert!(
                    nth == next,
                    "{scene}: after {at} ms job {nth} began, and the next one in their order was job {next}"
                );
                assert!(
                    at >= wanted,
                    "{scene}: `one` was called for job {nth} after {at} ms instead of {wanted} ms, while as \
                     many as `most` ran\n\n\
                     A job begins when `one` is called for it. A permit that its future awaits comes after that."
                );
                assert!(
                    at == wanted,
                    "{scene}: job {nth} began after {at} ms instead of {wanted} ms, though fewer than {most} ran since \
                     then"
                );
            }
            assert!(
                begun.len() == times.len(),
                "{scene}: `one` was called {} times",
                begun.len()
            );
            let (took, last) = (virtual_ms() - start, last_end(&times, most));
            assert!(
                took == last,
                "{scene}: the last one ended after {last} ms, and `fetch_all` returned after {took} ms"
            );
        }
    }
    // Ready at their first poll, and many.
    let one = |nth: usize, _| ready(nth);
    let report = fetch_all((0..20_000).collect(), 3, one, pending(), pending()).await;
    assert!(
        report.into_iter().eq((0..20_000).map(Entry::Finished)),
        "20000 jobs that are ready at their first poll: they return their numbers, and the report has others"
    );
}

/// A panic unwinds through the code that polls the future, unless it is caught there. What a task has panicked with is
/// in its `JoinError`.
#[check]
async fn a_panic_is_the_entry_of_its_job_alone() {
    let word = varied_word("String");
    for most in [1, 2, 10] {
        for later in [false, true] {
            let calls = Cell::new(0);
            let one = |nth: u64, _| {
                calls.set(calls.get() + 1);
                let text = format!("a {word}, of job {nth}");
                async move {
                    if later {
                        sleep(ms(10 * (10 - nth))).await;
                    }
                    let panic: Box<dyn Any + Send> = match nth {
                        1 => Box::new("a &str"),
                        2 => Box::new(text),
                        4 => Box::new(404),
                        _ => return nth,
                    };
                    resume_unwind(panic);
                }
            };
            let running = fetch_all((0..6).collect(), most, one, pending(), pending());
            let when = if later {
                "after an await"
            } else {
                "at their first poll"
            };
            let scene = format!(
                "`most` is {most}, and of 6 jobs those with the numbers 1, 2 and 4 panic {when}"
            );
            let Ok(report) = AssertUnwindSafe(running).catch_unwind().await else {
                panic!(
                    "{scene}: a panic of theirs went through `fetch_all` to its caller, instead of into the report"
                );
            };
            let wanted = [
                Entry::Finished(0),
                Entry::Panicked("a &str".to_owned()),
                Entry::Panicked(format!("a {word}, of job 2")),
                Entry::Finished(3),
                Entry::Panicked(String::new()),
                Entry::Finished(5),
            ];
            if let [Entry::Finished(0), Entry::Panicked(_), entry, ..] = &report[..] {
                assert!(
                    *entry == wanted[2],
                    "job 2 panics {when} with a `String`: its entry is {entry:?}, instead of {:?}\n\n\
                     The payload of `panic!` is a `&str` if its text is fixed, and a `String` if it is formatted.",
                    wanted[2]
                );
            }
            compare(&scene, &report, &wanted, calls.get());
        }
    }
}

/// The first Ctrl-C is a request. What runs ends by itself, what has not begun stays as it is.
#[check]
async fn after_ask_no_job_begins_and_the_running_ones_go_on() {
    // Jobs of 100 ms, three at a time.
    let (early, later) = (varied(50, 1..=99), varied(150, 101..=199));
    for (asked, begin) in [(early, 3_usize), (later, 6), (350, 10), (5_000, 10)] {
        let (gauge, calls) = (Gauge::new(), Cell::new(0));
        let start = virtual_ms();
        let one = |nth: usize, _| {
            calls.set(calls.get() + 1);
            gauge.job(format!("job {nth}"), 100, nth)
        };
        let ask = once("`ask`", sleep(ms(asked)));
        let report = fetch_all((0..10).collect(), 3, one, ask, pending()).await;
        let scene = format!("10 jobs of 100 ms, 3 at a time, and `ask` completes after {asked} ms");
        let wanted = (0..10).map(|nth| {
            if nth < begin {
                Entry::Finished(nth)
            } else {
                Entry::NotStarted
            }
        });
        let (took, last) = (virtual_ms() - start, begin.div_ceil(3) as u64 * 100);
        let scene = format!("{scene}, when the first {begin} had begun");
        let returned = format!("{scene}; `fetch_all` returned after {took} ms");
        compare(&returned, &report, &wanted.collect::<Vec<_>>(), calls.get());
        assert!(
            took == last,
            "{scene}: the last one that had begun ended after {last} ms, and `fetch_all` returned after {took} ms"
        );
    }
    at_the_first_poll(true, false).await;
}

// Each message has its own idea.
#[check]
async fn each_stop_tells_that_it_is_asked_and_goes_on_to_tell() {
    // What each kind of job waits for before it leaves, and after how many milliseconds it does.
    let kinds: [(&str, u64); 6] = [
        ("awaits `asked` from its beginning", 1_000),
        ("calls `asked` at 1500 ms, when the request is over", 1_500),
        ("looks at `is_asked` every 7 ms", 1_001),
        ("awaits `asked` in two tasks at once, and then again", 1_000),
        (
            "selects between `asked` and a tick of 30 ms, in a loop",
            1_000,
        ),
        (
            "drops a future of `asked` that was polled, and makes another",
            1_000,
        ),
    ];
    for most in [3, 6, 60] {
        let told = Arc::new(Mutex::new(Vec::new()));
        let start = virtual_ms();
        let one = |nth: usize, stop: Stop| {
            let told = Arc::clone(&told);
            async move {
                if stop.is_asked() {
                    told.lock().unwrap().push((nth, 0));
                }
                wait_as(nth % 6, &stop).await;
                told.lock().unwrap().push((nth, virtual_ms() - start));
                stop.is_asked()
            }
        };
        let ask = once("`ask`", sleep(ms(1_000)));
        let running = fetch_all((0..60).collect(), most, one, ask, pending());
        let Ok(report) = timeout(HOUR, running).await else {
            let left = told.lock().unwrap();
            let stuck = (0..most).find(|nth| left.iter().all(|(other, _)| other != nth));
            let kind = stuck.unwrap_or(0) % 6;
            let idea = match kind {
                1 => {
                    "\n\nA request is a state, not an event: a job that looks later must see it too."
                }
                3 => {
                    "\n\nEach of several futures that wait must be woken. One permit wakes one of them."
                }
                _ => "",
            };
            panic!(
                "{most} jobs run, `ask` completed after 1000 ms, and an hour later `asked` still waits in a job that \
                 {}{idea}",
                kinds[kind].0
            );
        };
        let mut left = told.lock().unwrap().clone();
        left.sort_unstable();
        let known = left.contains(&(2, 1_001));
        for &(nth, at) in &left {
            let (kind, wanted) = kinds[nth % 6];
            assert!(
                at <= wanted || nth % 6 == 2 || !known,
                "`ask` completed after 1000 ms, and after 1001 ms `is_asked` was true, but `asked` returned after {at} \
                 ms in a job that {kind}: it was not woken by the request, and looked later\n\n\
                 A future that waits for a state is woken by what changes the state. A timer looks too late, or for \
                 nothing."
            );
            assert!(
                at == wanted,
                "`ask` completed after 1000 ms, and a job that {kind} was told after {at} ms"
            );
        }
        for (nth, entry) in report.iter().enumerate() {
            let wanted = if nth < most {
                Entry::Finished(true)
            } else {
                Entry::NotStarted
            };
            assert!(
                *entry == wanted,
                "`ask` completed, and then job {nth} of {most} running ones returned `is_asked`: its entry is {entry:?} \
                 instead of {wanted:?}"
            );
        }
        assert!(left.len() == most, "{} of {most} jobs left", left.len());
    }
    // Much later.
    let late = 10 * HOUR;
    let one = |(), stop: Stop| async move { timeout(2 * late, stop.asked()).await.is_ok() };
    let start = virtual_ms();
    let report = fetch_all(vec![()], 1, one, once("`ask`", sleep(late)), pending()).await;
    let took = Duration::from_millis(virtual_ms() - start);
    assert!(
        report == [Entry::Finished(true)] && took == late,
        "`ask` completed after 10 hours, and a job that awaits `asked` was told after {} hours",
        took.as_secs() / 3_600
    );
}

/// The second Ctrl-C does not wait. A job that does not listen is dropped at its await.
#[check]
async fn cut_drops_the_running_jobs_at_once() {
    for asked in [Some(40), Some(120), Some(249), None] {
        for most in [1, 2, 4] {
            let (probe, calls) = (DropProbe::new(), Cell::new(0));
            let start = virtual_ms();
            // Job 0 ends early, 2 panics, the others take hours and do not listen.
            let one = |nth: usize, stop: Stop| {
                calls.set(calls.get() + 1);
                let token = probe.token(format!("job {nth}"));
                async move {
                    let _held = (token, stop);
                    match nth {
                        0 => sleep(ms(100)).await,
                        2 => {
                            sleep(ms(50)).await;
                            resume_unwind(Box::new("broken"))
                        }
                        _ => sleep(HOUR).await,
                    }
                    nth
                }
            };
            let ask = async {
                match asked {
                    Some(at) => sleep(ms(at)).await,
                    None => pending().await,
                }
            };
            let cut = once("`cut`", sleep(ms(250)));
            let report = fetch_all((0..7).collect(), most, one, once("`ask`", ask), cut).await;
            let (alive, took) = (probe.alive(), virtual_ms() - start);
            let asks = asked.map_or("never".to_owned(), |at| format!("after {at} ms"));
            let scene = format!(
                "7 jobs, {most} at a time: job 0 takes 100 ms, job 2 panics after 50 ms, the others take an hour; \
                 `ask` completes {asks}, `cut` after 250 ms"
            );
            let returns = if most == 1 && asked == Some(40) {
                100
            } else {
                250
            };
            assert!(
                took == 250 || took == returns,
                "`fetch_all` returned after {took} ms instead of {returns} ms{}: {scene}",
                asked.map_or(", right only if `ask` had completed before `cut`", |_| "")
            );
            assert!(
                alive == 0,
                "`fetch_all` did not wait until the running jobs were dropped: it returned when `cut` had completed, and \
                 {alive} of their futures had not been dropped yet\n\n\
                 `abort` asks the runtime to drop a task, which happens later. The end of its handle tells when. \
                 ({scene})"
            );
            let wanted = after_cut(most, asked.unwrap_or(u64::MAX));
            compare(&scene, &report, &wanted, calls.get());
        }
    }
    at_the_first_poll(false, true).await;
    at_the_first_poll(true, true).await;
}

/// A task does not end because its handle is dropped. If the program gives up the whole, no download may write on.
#[check]
async fn dropping_it_drops_all_jobs() {
    let (probe, gauge) = (DropProbe::new(), Gauge::new());
    let start = || {
        let (probe, gauge) = (probe.clone(), gauge.clone());
        let one = move |nth: usize, stop: Stop| {
            let token = probe.token(format!("job {nth}"));
            gauge.track(format!("job {nth}"), async move {
                for _ in 0..3 {
                    sleep(ms(10 + nth as u64)).await;
                }
                drop((token, stop));
                nth
            })
        };
        let ask = once("`ask`", sleep(ms(60)));
        fetch_all((0..8).collect(), 3, one, ask, pending())
    };
    for polls in 1..1_000 {
        let before = gauge.started();
        let ended = cancel::up_to(start(), polls).await;
        let begun = gauge.started();
        sleep(ms(1)).await;
        let (alive, running) = (probe.alive(), gauge.in_flight());
        assert!(
            alive == 0 && running == 0,
            "the future of `fetch_all` was dropped after poll {polls}, and a moment later {} of the jobs still run",
            alive.max(running)
        );
        sleep(ms(10_000)).await;
        assert!(
            gauge.started() == begun,
            "the future of `fetch_all` was dropped after poll {polls}, and then another job began"
        );
        if let Some(report) = ended {
            assert!(
                polls > 1,
                "it returned at its first poll, and jobs take 10 ms"
            );
            assert!(
                begun - before == 6 && report[5] == Entry::Finished(5),
                "8 jobs, 3 at a time, and `ask` after 60 ms, when 6 have begun: the report is {report:?} instead of 6 that \
                 are Finished and 2 NotStarted"
            );
            return;
        }
    }
    panic!("`fetch_all` was pending after 1000 polls");
}

/// Fails at the first entry that is another one. `one` was called for the first `calls` jobs.
#[track_caller]
fn compare<T: std::fmt::Debug + PartialEq>(
    scene: &str,
    report: &[Entry<T>],
    wanted: &[Entry<T>],
    calls: usize,
) {
    assert!(
        report.len() == wanted.len(),
        "{scene}: of {} jobs, the report has {} entries",
        wanted.len(),
        report.len()
    );
    for (nth, (entry, wanted)) in report.iter().zip(wanted).enumerate() {
        assert!(
            entry == wanted,
            "the entry of job {nth}, for which `one` was {}called, is {entry:?} instead of {wanted:?}: {scene}{}",
            if nth < calls { "" } else { "never " },
            match entry {
                Entry::Cut if nth >= calls =>
                    "\n\nOnly a job that has begun can be cut. The others have nothing to clean up or to resume.",
                _ => "",
            }
        );
    }
}

/// `ask`, `cut` or both complete before any job can begin.
async fn at_the_first_poll(asks: bool, cuts: bool) {
    let now = |name, now: bool| {
        once(name, async move {
            if !now {
                pending::<()>().await;
            }
        })
    };
    let mut called = 0;
    let one = |_: usize, _| {
        called += 1;
        sleep(ms(100))
    };
    let report = fetch_all(
        (0..4).collect(),
        3,
        one,
        now("`ask`", asks),
        now("`cut`", cuts),
    )
    .await;
    let name = match (asks, cuts) {
        (true, true) => "`ask` and `cut`",
        (true, false) => "`ask`",
        _ => "`cut`",
    };
    assert!(
        report == [const { Entry::NotStarted }; 4] && called == 0,
        "{name} completed at the first poll, before any job had begun: `one` was called {called} times instead of 0, \
         and the report is {report:?}"
    );
}

/// Completes as `future` does, and fails if it is polled after that.
fn once(name: &'static str, future: impl Future<Output = ()>) -> impl Future<Output = ()> {
    let mut future = Box::pin(future.fuse());
    poll_fn(move |cx| {
        assert!(
            !future.is_terminated(),
            "{name} was polled again after it had completed\n\n\
             A completed future must not be polled again. In a loop, `select!` polls `&mut` futures in each round, \
             unless they are fused or a condition turns them off."
        );
        future.poll_unpin(cx)
    })
}

const HOUR: Duration = Duration::from_secs(3_600);

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// When each job begins, in milliseconds.
fn schedule(times: &[u64], most: usize) -> Vec<u64> {
    let mut ends: Vec<u64> = Vec::new();
    let begin = |&time: &u64| {
        let mut began = 0;
        if ends.len() == most {
            ends.sort_unstable();
            began = ends.remove(0);
        }
        ends.push(began + time);
        began
    };
    times.iter().map(begin).collect()
}

fn last_end(times: &[u64], most: usize) -> u64 {
    let begun = schedule(times, most).into_iter().zip(times);
    begun.map(|(began, time)| began + time).max().unwrap_or(0)
}

/// What `cut` after 250 ms leaves of the seven jobs, if no job begins from `asked` on.
fn after_cut(most: usize, asked: u64) -> Vec<Entry<usize>> {
    let hour = 3_600_000;
    let times = [100, hour, 50, hour, hour, hour, hour];
    let begun = schedule(&times, most).into_iter().zip(times);
    begun
        .enumerate()
        .map(|(nth, (began, time))| match nth {
            _ if began >= asked.min(250) => Entry::NotStarted,
            2 if began + time <= 250 => Entry::Panicked("broken".to_owned()),
            _ if began + time <= 250 => Entry::Finished(nth),
            _ => Entry::Cut,
        })
        .collect()
}

/// Waits until it is asked, in one of six ways.
async fn wait_as(kind: usize, stop: &Stop) {
    match kind {
        0 => stop.asked().await,
        1 => {
            sleep(ms(1_500)).await;
            stop.asked().await;
        }
        2 => {
            while !stop.is_asked() {
                sleep(ms(7)).await;
            }
        }
        3 => {
            let (one, other) = (stop.clone(), stop.clone());
            let task = tokio::spawn(async move { one.asked().await });
            other.asked().await;
            stop.asked().await;
            task.await.expect("it waits");
        }
        4 => loop {
            tokio::select! {
                biased;
                () = stop.asked() => break,
                () = sleep(ms(30)) => {}
            }
        },
        _ => {
            let dropped = timeout(ms(500), stop.asked()).await;
            assert!(
                dropped.is_err(),
                "`asked` returned before `ask` had completed"
            );
            stop.asked().await;
        }
    }
}

/// The first few.
fn some<T: std::fmt::Debug>(values: &[T]) -> String {
    match values.len() {
        0..=8 => format!("{values:?}"),
        _ => format!("{:?} and so on", &values[..8]),
    }
}
