//! Checks of limit.

use std::cell::Cell;
use std::collections::HashSet;
use std::panic::panic_any;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch08::limit::{Ended, run_limited};
use kit::{ByHand, DropProbe, Gauge, check, varied, virtual_ms};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

/// A permit limits only as long as it is held: from before its job begins until the job has ended. `let _ =` drops
/// it in the same statement; a variable drops it at the end of its block.
#[check]
async fn limit_jobs_are_in_progress_and_never_more() {
    for (limit, count) in [(3, 20), (1, 4), (8, 3), (2, 2), (5, 0), (100, 250)] {
        let gauge = Gauge::new();
        let jobs = (0..count).map(|place| gauge.job(name(place), 10 + place % 3 * 5, ()));
        run_limited(limit, jobs).await;
        all_have_ended(&gauge, count);
        let (peak, possible) = (gauge.peak(), limit.min(usize::try_from(count).unwrap()));
        assert!(
            peak <= limit,
            "with a limit of {limit}, {peak} of {count} jobs were in progress at the same time, instead of {possible}{}",
            match peak as u64 == count {
                true => ": nothing held a job up",
                false => "",
            }
        );
        assert!(
            peak == possible,
            "with a limit of {limit}, never more than {peak} of {count} jobs {} in progress\n\n\
             To spawn a job and to await it are two steps: as long as there is room, the next job is spawned \
             without awaiting one.",
            if peak == 1 { "was" } else { "were" }
        );
    }
}

/// A task that waits for a permit exists, with its job and all that the job holds. If the permit is taken first,
/// at most `limit` tasks exist, however long the list is.
#[check]
async fn a_job_is_asked_for_when_there_is_room_for_it() {
    for (limit, count) in [(3, 20), (1, 5), (10, 10)] {
        let (gauge, most) = (Gauge::new(), Cell::new(0));
        let jobs = (0..count).map(|place| {
            let asked = usize::try_from(place).unwrap() + 1;
            most.set(most.get().max(asked - gauge.finished()));
            gauge.job(name(place), 10 + place, ())
        });
        run_limited(limit, jobs).await;
        all_have_ended(&gauge, count);
        let most = most.get();
        assert!(
            most <= limit + 1,
            "with a limit of {limit}, {most} of {count} jobs had been asked for and had not ended, instead of at most \
             {}: jobs are taken from the list before there is room for them",
            limit + 1
        );
    }
}

/// Jobs end in any order, and each that ends makes room. To wait for a batch, or for the oldest job, waits for the
/// slowest while places are free.
#[check]
async fn the_next_job_begins_when_any_job_has_ended() {
    // A slow job takes longer than all others together.
    let (long, short) = (varied(1_007, 1_001..=1_099), varied(103, 101..=119));
    for limit in [2, 3] {
        for slow in 0..4 {
            let times: Vec<u64> = (0..9)
                .map(|place| if place == slow { long } else { short })
                .collect();
            let began = virtual_ms();
            let begins = Arc::new(Mutex::new(vec![None; times.len()]));
            let jobs = times.iter().copied().enumerate().map(|(place, ms)| {
                let begins = Arc::clone(&begins);
                async move {
                    begins.lock().unwrap()[place] = Some(virtual_ms() - began);
                    sleep(Duration::from_millis(ms)).await;
                }
            });
            run_limited(limit, jobs).await;
            let begins = begins.lock().unwrap();
            for (place, (got, wanted)) in begins.iter().zip(schedule(limit, &times)).enumerate() {
                assert!(
                    *got == Some(wanted),
                    "with a limit of {limit}, there was room for job {place} after {wanted} ms, and it began {}{}: \
                     job {slow} takes {long} ms, the others {short}",
                    got.map_or("never".to_owned(), |ms| format!("after {ms} ms")),
                    match got.is_some() && *got == begins[slow].map(|ms| ms + long) {
                        true => format!(
                            ", when job {slow} had ended. It waited for that one, though another had ended before"
                        ),
                        false => String::new(),
                    }
                );
            }
        }
    }
}

/// `join_all`, `buffer_unordered` and the like poll futures in the task that calls them: they take turns on one
/// thread. A task of its own can run beside the others.
#[check]
async fn each_job_is_a_task_of_its_own() {
    let ids = Arc::new(Mutex::new(HashSet::new()));
    let seen = Arc::clone(&ids);
    let running = tokio::spawn(async move {
        let own = tokio::task::id();
        let jobs = (0..5).map(|_| {
            let ids = Arc::clone(&seen);
            async move {
                ids.lock().unwrap().insert(tokio::task::try_id());
            }
        });
        // Collected, because this iterator borrows and the task must not.
        let jobs: Vec<_> = jobs.collect();
        run_limited(2, jobs).await;
        own
    });
    let own = running.await.unwrap();
    let ids = ids.lock().unwrap();
    assert!(
        !ids.contains(&Some(own)),
        "a job ran in the task that called `run_limited`, not in one of its own"
    );
    assert!(
        ids.len() == 5,
        "5 jobs ran in {}, not in one of its own each",
        match ids.len() {
            1 => "1 task".to_owned(),
            tasks => format!("{tasks} tasks"),
        }
    );
}

/// A panic unwinds: what comes after it in the job is not run, and what the job owns is dropped. So a permit is
/// given back by its drop, and not by a line at the end.
#[check]
async fn a_job_that_panics_is_counted_and_its_place_is_free_again() {
    for limit in [1, 2, 6] {
        let gauge = Gauge::new();
        let fine = || Box::pin(gauge.job("fine", 10, ())) as Job;
        let at_once = gauge.track("panics at once", async { panic!("no route") });
        let late = gauge.track("panics after 10 ms", late_panic("/tea"));
        let other = gauge.track("panics with a number", async { panic_any(404) });
        let jobs: Vec<Job> = vec![
            Box::pin(at_once),
            Box::pin(late),
            fine(),
            Box::pin(other),
            fine(),
            Box::pin(gauge.track("panics as the last", late_panic("/rust"))),
        ];
        let an_hour = Duration::from_secs(3_600);
        let Ok(ended) = timeout(an_hour, run_limited(limit, jobs)).await else {
            panic!(
                "with a limit of {limit}, {} of 6 jobs began and {} panicked; then no other job began within an hour",
                gauge.started(),
                gauge.given_up()
            );
        };
        let wanted = Ended {
            finished: 2,
            panicked: 4,
        };
        assert!(
            ended == wanted,
            "2 of 6 jobs returned and 4 panicked: the counts are {ended:?} instead of {wanted:?}"
        );
    }
}

/// When the last job has got its place, up to `limit` jobs are still in progress. Their number is known when they
/// have ended.
#[check]
async fn the_counts_come_when_the_last_job_has_ended() {
    let ms = varied(40, 25..=99);
    for (limit, times) in [
        (2, vec![10, ms, 20]),
        (2, vec![40, 10, 10]),
        (3, vec![10, 20, 30]),
        (1, vec![7]),
        (5, vec![]),
        (1, vec![5; 6]),
    ] {
        let (gauge, began) = (Gauge::new(), virtual_ms());
        let jobs = (0..).zip(&times);
        let jobs = jobs.map(|(place, &ms)| gauge.job(name(place), ms, ()));
        let ended = run_limited(limit, jobs).await;
        let count = times.len();
        all_have_ended(&gauge, count as u64);
        assert!(
            ended
                == Ended {
                    finished: count,
                    panicked: 0
                },
            "{count} jobs returned, and none panicked: the counts are {ended:?}"
        );
        let (took, begins) = (virtual_ms() - began, schedule(limit, &times));
        let last = begins.iter().zip(&times).map(|(begin, ms)| begin + ms);
        let last = last.max().unwrap_or(0);
        assert!(
            took == last,
            "with a limit of {limit}, jobs of {times:?} ms took {took} ms instead of {last} ms"
        );
    }
}

/// A task outlives its handle: to drop a `JoinHandle` detaches the task. A `JoinSet` aborts its tasks when it is
/// dropped.
#[check]
async fn dropping_it_drops_the_jobs_in_progress_and_begins_no_other() {
    for turns in 0..6 {
        let (probe, gauge) = (DropProbe::new(), Gauge::new());
        let jobs = (0..6).map(|place| {
            let (token, work) = (probe.token(name(place)), gauge.job(name(place), 100, ()));
            async move {
                work.await;
                drop(token);
            }
        });
        let mut running = ByHand::new(run_limited(2, jobs));
        let mut pending = running.poll().is_pending();
        for _ in 0..turns {
            // No multiple of 100 ms, at which jobs end.
            sleep(Duration::from_millis(60)).await;
            for _ in 0..20 {
                pending = pending && running.poll().is_pending();
                yield_now().await;
            }
        }
        assert!(
            pending,
            "`run_limited` was ready when {} of 6 jobs had ended",
            gauge.finished()
        );
        let (begun, in_progress) = (gauge.started(), gauge.in_flight());
        assert!(
            turns == 0 || in_progress == 2,
            "{in_progress} of 6 jobs were in progress before the future was dropped; the limit is 2"
        );
        running.cancel();
        sleep(Duration::from_millis(1)).await;
        let when = format!("{} ms after its first poll", turns * 60);
        assert!(
            probe.alive() == 0,
            "{} jobs were still alive after the future of `run_limited` was dropped, {when}",
            probe.alive()
        );
        sleep(Duration::from_secs(1)).await;
        assert!(
            gauge.started() == begun,
            "a job began after the future of `run_limited` was dropped, {when}"
        );
    }
}

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

fn name(place: u64) -> String {
    format!("job {place}")
}

async fn late_panic(path: &'static str) {
    sleep(Duration::from_millis(10)).await;
    panic!("{path} hung up");
}

fn all_have_ended(gauge: &Gauge, count: u64) {
    let finished = gauge.finished();
    assert!(
        finished as u64 == count,
        "`run_limited` returned when {finished} of {count} jobs had ended\n\n\
         That the last job has got its place does not mean that it has ended."
    );
}

/// When each job begins if jobs begin in their order, each as soon as one of `limit` places is free.
fn schedule(limit: usize, times: &[u64]) -> Vec<u64> {
    let mut free_at = vec![0; limit];
    let begin = |ms: &u64| {
        let place = free_at.iter_mut().min().expect("the limit is at least 1");
        let begin = *place;
        *place += ms;
        begin
    };
    times.iter().map(begin).collect()
}
