//! Checks of try_all.

use std::any::Any;
use std::collections::{BTreeSet, HashSet};
use std::panic::{AssertUnwindSafe, panic_any, resume_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch06::try_all::try_all;
use futures::FutureExt;
use kit::{ByHand, DropProbe, Gauge, check, counted, varied, virtual_ms};
use tokio::task::yield_now;
use tokio::time::sleep;

type Job = Pin<Box<dyn Future<Output = Result<usize, String>> + Send>>;
type MakesJob = fn() -> Job;

/// How many milliseconds the job in a place takes.
type Takes = fn(usize) -> u64;

const ABORT_IS_A_REQUEST: &str = "`abort` asks the runtime to drop a task when its turn comes, and to drop a \
    `JoinSet` does the same for all of its tasks. Only joining a task tells when it is gone.";
const DETACHED: &str =
    "A task does not end because its handle was dropped, or because another task has failed.";

/// Awaiting one task before the next one is spawned runs them one after another.
#[check]
async fn all_jobs_are_in_progress_at_the_same_time() {
    for count in [2, 300] {
        let gauge = Gauge::new();
        let jobs = (0..count).map(|place| gauge.job(name(place), 100, Ok::<_, String>(place)));
        let _ = try_all(jobs.collect()).await;
        assert!(
            gauge.peak() == count,
            "of {count} jobs never more than {} ran at the same time",
            gauge.peak()
        );
    }
}

/// `try_join_all` polls futures in the task that calls it, and drops them when one fails. They take turns on
/// one thread. Tasks can run beside each other, and must be stopped.
#[check]
async fn each_job_is_a_task_of_its_own() {
    let ids = Arc::new(Mutex::new(HashSet::new()));
    let inside = Arc::clone(&ids);
    let caller = tokio::spawn(async move {
        let job = || {
            let ids = Arc::clone(&inside);
            async move {
                ids.lock().unwrap().insert(tokio::task::try_id());
                Ok::<_, String>(())
            }
        };
        let _ = try_all(vec![job(), job(), job()]).await;
        tokio::task::id()
    });
    // A panic of the answer goes on here, as its own.
    let own = caller
        .await
        .unwrap_or_else(|error| resume_unwind(error.into_panic()));
    let ids = ids.lock().unwrap();
    assert!(
        !ids.contains(&Some(own)),
        "a job ran in the task that called `try_all`, not in one of its own"
    );
    assert!(
        ids.len() == 3,
        "3 jobs ran in {}, not in one of its own each",
        counted(ids.len(), "task")
    );
}

#[check]
async fn after_the_first_error_no_other_job_is_left() {
    let (status, late) = (varied(404, 400..=599).to_string(), varied(10, 5..=400));
    let mut right = String::new();
    for count in [3, 1, 2, 200] {
        for failing in BTreeSet::from([0, count / 2, count - 1]) {
            for ms in [late, 0] {
                let others = Others::new();
                let jobs = others.around(count, failing, Box::pin(fails_after(ms, &status)));
                let began = virtual_ms();
                let result = try_all(jobs).await;
                let seen = others.seen(began).await;
                let case = format!("{right}job {failing} of {count} failed after {ms} ms");
                assert!(
                    result == Err(status.clone()),
                    "{case} with {status:?}, and `try_all` returned {}",
                    result.map_or_else(|error| format!("{error:?}"), |_| "Ok".to_owned()),
                );
                seen.judge(&case, "returned", ms);
            }
            if count > 1 {
                right = format!("right if job {failing} of {count} fails; ");
            }
        }
    }
}

#[check]
async fn the_error_that_came_first_in_time_is_returned() {
    let orders: [(&str, usize, Takes); 4] = [
        ("job 1 of 3", 1, |place| [30, 10, 20][place]),
        ("job 2 of 3", 2, |place| [30, 20, 10][place]),
        ("job 0 of 3", 0, |place| [10, 20, 30][place]),
        ("job 70 of 100", 70, |place| {
            if place == 70 { 5 } else { 10 + place as u64 }
        }),
    ];
    for (first, place, ms) in orders {
        let count = if place == 70 { 100 } else { 3 };
        let began = virtual_ms();
        let jobs = (0..count).map(|place| fails_after(ms(place), &format!("error of job {place}")));
        // What has succeeded before the error changes nothing.
        let succeeds = (0..2_usize).map(|place| Box::pin(async move { Ok(place) }) as Job);
        let jobs = jobs.map(|job| Box::pin(job) as Job).chain(succeeds);
        let result = try_all(jobs.collect()).await;
        let took = virtual_ms() - began;
        let wanted = format!("error of job {place}");
        assert!(
            result.as_ref() == Err(&wanted),
            "{first} failed first, after {} ms; `try_all` returned {} instead, after {took} ms\n\n\
             The error to return is the one that came first in time, and not the first in the list or the last \
             that was seen.",
            ms(place),
            result.map_or_else(|error| format!("the {error}"), |_| "values".to_owned())
        );
    }
}

#[check]
async fn values_are_in_the_order_of_the_jobs() {
    let orders: [(&str, Takes); 3] = [
        ("the last job of the list ends first", |place| {
            500 - place as u64
        }),
        ("the first job of the list ends first", |place| place as u64),
        ("all end together", |_| 7),
    ];
    let more = varied(0, 1..=999_999) as usize;
    for count in [3, 1, 0, 100] {
        for (order, ms) in orders {
            let gauge = Gauge::new();
            let jobs = (0..count).map(|place| gauge.job(name(place), ms(place), Ok(place + more)));
            let values: Result<Vec<usize>, String> = try_all(jobs.collect()).await;
            let Ok(values) = values else {
                panic!("{count} jobs succeeded, and `try_all` returned an error");
            };
            assert!(
                values.len() == count,
                "{count} jobs succeeded, and `try_all` returned {} values",
                values.len()
            );
            if let Some(place) = (0..count).find(|&place| values[place] != place + more) {
                panic!(
                    "place {place} of {count} holds what job {} returned; {order}\n\n\
                     How long a job takes decides when it ends. Its value belongs to its own place.",
                    values[place].wrapping_sub(more)
                );
            }
        }
    }
}

#[check]
async fn a_panic_stops_the_others_and_continues_in_the_caller() {
    let panics: [(&str, MakesJob); 3] = [
        ("the &str \"no route\"", || {
            Box::pin(panics(|| panic!("no route")))
        }),
        ("the String \"/tea hung up\"", || {
            let path = String::from("/tea");
            Box::pin(panics(move || panic!("{path} hung up")))
        }),
        ("the u16 404", || Box::pin(panics(|| panic_any(404_u16)))),
    ];
    for (payload, job) in panics {
        for failing in [0, 2] {
            let others = Others::new();
            let jobs = others.around(3, failing, job());
            let began = virtual_ms();
            let ended = AssertUnwindSafe(try_all(jobs)).catch_unwind().await;
            let seen = others.seen(began).await;
            let case = format!("job {failing} of 3 panicked with {payload}");
            let Err(caught) = ended else {
                panic!(
                    "{case}, and `try_all` returned{}\n\n\
                     The runtime keeps the panic of a task in its `JoinError`. A caller that needs all jobs \
                     must not go on as if nothing had happened.",
                    ended.map_or("", |result| if result.is_ok() {
                        " Ok"
                    } else {
                        " an error"
                    })
                );
            };
            let caught = describe(&*caught);
            assert!(
                caught == payload,
                "{case}, and the panic in the caller has {caught}\n\n\
                 A payload is any value. `into_panic` takes it out of the `JoinError`, and `resume_unwind` \
                 continues the panic with it."
            );
            seen.judge(&case, "panicked", 10);
        }
    }
}

#[check]
async fn dropping_try_all_drops_the_jobs() {
    for polled_at_ms in [0, 50] {
        let others = Others::new();
        let fourth = Box::pin(fails_after(60_000, "never seen"));
        let mut trying = ByHand::new(try_all(others.around(4, 3, fourth)));
        assert!(
            trying.poll().is_pending(),
            "`try_all` was ready before its jobs had run"
        );
        yield_now().await;
        sleep(Duration::from_millis(polled_at_ms)).await;
        let started = others.gauge.started();
        assert!(
            started == 3,
            "{started} of 3 jobs had begun {polled_at_ms} ms after the first poll"
        );
        trying.cancel();
        sleep(Duration::from_millis(1)).await;
        let alive = others.probe.alive();
        assert!(
            alive == 0,
            "{alive} of 3 jobs were still alive after the future of `try_all` was dropped\n\n\
             A task outlives its handle: to drop a `JoinHandle` detaches the task. A `JoinSet` aborts its tasks \
             when it is dropped."
        );
    }
}

/// Jobs that succeed after a second, unless they are stopped.
struct Others {
    probe: DropProbe,
    gauge: Gauge,
}

/// What had become of them when `try_all` had ended, and of those alive then, a millisecond later.
struct Seen {
    of: usize,
    finished: usize,
    alive: usize,
    later: usize,
    took: u64,
}

impl Others {
    fn new() -> Self {
        Self {
            probe: DropProbe::new(),
            gauge: Gauge::new(),
        }
    }

    /// `count` jobs, of which the one in `place` is `job`.
    fn around(&self, count: usize, place: usize, job: Job) -> Vec<Job> {
        let mut job = Some(job);
        let other = |nth| {
            let token = self.probe.token(name(nth));
            let work = self.gauge.job(name(nth), 1_000, ());
            Box::pin(async move {
                work.await;
                drop(token);
                Ok(nth)
            }) as Job
        };
        (0..count)
            .map(|nth| job.take_if(|_| nth == place).unwrap_or_else(|| other(nth)))
            .collect()
    }

    async fn seen(&self, began: u64) -> Seen {
        let (finished, alive) = (self.gauge.finished(), self.probe.alive());
        let took = virtual_ms() - began;
        sleep(Duration::from_millis(1)).await;
        Seen {
            of: self.probe.dropped().len() + self.probe.alive(),
            finished,
            alive,
            later: self.probe.alive(),
            took,
        }
    }
}

impl Seen {
    fn judge(&self, case: &str, ended: &str, ms: u64) {
        let Self {
            of,
            finished,
            alive,
            later,
            took,
        } = self;
        assert!(
            *finished == 0,
            "{case}, and `try_all` {ended} after {took} ms, when {finished} of {of} other jobs had run to their \
             end\n\n\
             Wait for whichever task ends next, wherever it is in the list, and stop the others at once."
        );
        assert!(
            *later == 0,
            "{case}, `try_all` {ended}, and {later} of {of} other jobs are still running\n\n{DETACHED}"
        );
        assert!(
            *alive == 0,
            "{case}, and `try_all` {ended} before the other jobs had been dropped: {alive} of {of} were dropped \
             only after that\n\n{ABORT_IS_A_REQUEST}"
        );
        assert!(
            *took == ms,
            "{case}, and `try_all` {ended} after {took} ms; the first failure came after {ms} ms"
        );
    }
}

fn name(place: usize) -> String {
    format!("job {place}")
}

fn fails_after(ms: u64, error: &str) -> impl Future<Output = Result<usize, String>> + Send + use<> {
    let error = error.to_owned();
    async move {
        if ms > 0 {
            sleep(Duration::from_millis(ms)).await;
        }
        Err(error)
    }
}

async fn panics(how: impl FnOnce() + Send) -> Result<usize, String> {
    sleep(Duration::from_millis(10)).await;
    how();
    Ok(0)
}

fn describe(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        format!("the &str {text:?}")
    } else if let Some(text) = payload.downcast_ref::<String>() {
        format!("the String {text:?}")
    } else if let Some(status) = payload.downcast_ref::<u16>() {
        format!("the u16 {status}")
    } else {
        "another payload".to_owned()
    }
}
