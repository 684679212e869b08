//! Checks of gather.

use std::collections::HashSet;
use std::fmt::Display;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch06::gather::{Outcome, gather};
use kit::{ByHand, DropProbe, Gauge, check, counted, varied, varied_word, virtual_ms};
use tokio::task::yield_now;
use tokio::time::sleep;

/// How long the job at a place takes.
type Milliseconds = fn(u64) -> u64;

type Job = Pin<Box<dyn Future<Output = Result<u64, String>> + Send>>;

/// The order in which jobs end is decided by how long they take. The result of a job belongs to the place of
/// the job.
#[check]
async fn there_is_one_outcome_for_each_job_in_the_order_of_the_jobs() {
    let orders: [(&str, Milliseconds); 3] = [
        ("the last job of the list ends first", |place| 500 - place),
        ("the first job of the list ends first", |place| place + 1),
        ("all end together", |_| 7),
    ];
    let more = varied(0, 1..=999_999);
    for count in [3, 1, 0, 100] {
        for (order, ms) in orders {
            let gauge = Gauge::new();
            let jobs = (0..count).map(|place| gauge.job(name(place), ms(place), Ok(place + more)));
            let outcomes: Vec<Outcome<u64, String>> = gather(jobs.collect()).await;
            let wanted: Vec<_> = (more..more + count).map(Outcome::Done).collect();
            assert!(
                outcomes.len() == wanted.len(),
                "{count} jobs have {} outcomes",
                outcomes.len()
            );
            let wrong = (0..wanted.len()).find(|&place| outcomes[place] != wanted[place]);
            if let Some(place) = wrong {
                let job = wanted.iter().position(|wanted| *wanted == outcomes[place]);
                panic!(
                    "place {place} of {count} holds {:?}, {}; {order}",
                    outcomes[place],
                    match job {
                        Some(job) => format!("which is the outcome of job {job}"),
                        None => "which no job returned".to_owned(),
                    }
                );
            }
        }
    }
}

/// The failure of one job is no reason to stop another one: the caller asked what became of each.
#[check]
async fn the_others_go_on_after_an_error_and_after_a_panic() {
    for (how, fails) in [
        ("an error", Box::pin(async { Err("503".to_owned()) }) as Job),
        ("a panic", Box::pin(late_panic("/rust"))),
    ] {
        let gauge = Gauge::new();
        let slow = || Box::pin(gauge.job("slow", 100, Ok::<u64, String>(1))) as Job;
        let outcomes = gather(vec![slow(), fails, slow()]).await;
        assert!(
            gauge.finished() == 2,
            "after {how} of one job, {} of the 2 others ran to their end; {} of them were dropped",
            gauge.finished(),
            gauge.given_up()
        );
        assert!(
            (outcomes.first(), outcomes.last())
                == (Some(&Outcome::Done(1)), Some(&Outcome::Done(1))),
            "after {how} of one job, the outcomes are {outcomes:?}, although the others returned 1"
        );
    }
}

// Each failure has its own idea, or none.
#[check]
async fn an_error_or_a_panic_is_in_the_place_of_its_job() {
    let tea = format!("/{}", varied_word("tea"));
    let jobs: Vec<(&str, Job)> = vec![
        ("returns 1", Box::pin(async { Ok(1) })),
        (
            "fails with \"404\"",
            Box::pin(async { Err("404".to_owned()) }),
        ),
        (
            "panics with a &str",
            Box::pin(async {
                sleep(Duration::from_millis(30)).await;
                panic!("no route")
            }),
        ),
        ("panics with a String", Box::pin(late_panic(tea.clone()))),
        ("returns 5", Box::pin(async { Ok(5) })),
    ];
    let (says, jobs): (Vec<_>, Vec<_>) = jobs.into_iter().unzip();
    let outcomes = gather(jobs).await;
    let wanted = [
        Outcome::Done(1),
        Outcome::Failed("404".to_owned()),
        Outcome::Panicked("no route".to_owned()),
        Outcome::Panicked(format!("{tea} hung up")),
        Outcome::Done(5),
    ];
    if outcomes != wanted {
        panic!("{}", how_they_differ(&outcomes, &wanted, &says));
    }
}

/// What is wrong with the outcomes of jobs that each do what `says` says: some are missing, or in wrong places, or
/// have other contents.
fn how_they_differ(
    outcomes: &[Outcome<u64, String>],
    wanted: &[Outcome<u64, String>],
    says: &[&str],
) -> String {
    let job_of = |outcome| wanted.iter().position(|wanted| wanted == outcome);
    let of = |job: usize| format!("job {job}, which {}", says[job]);
    let missing: Vec<String> = (0..wanted.len())
        .filter(|&job| !outcomes.contains(&wanted[job]))
        .map(of)
        .collect();
    let wrong: Vec<usize> = (0..wanted.len())
        .filter(|&place| outcomes.get(place) != Some(&wanted[place]))
        .collect();
    let Some(&first) = wrong.first() else {
        return format!("{} jobs have {} outcomes", wanted.len(), outcomes.len());
    };
    if outcomes.len() < wanted.len() {
        let moved = outcomes.get(first).and_then(|got| {
            Some(format!(
                ": so place {first} has {got:?}, the outcome of job {}",
                job_of(got)?
            ))
        });
        return format!(
            "{} jobs have only {}, without that of {}{}\n\nEach job has an outcome, in its own place, \
             whether it returns or panics. If one is left out, all later ones are in the places of other jobs.",
            wanted.len(),
            counted(outcomes.len(), "outcome"),
            missing.join(", and that of "),
            moved.unwrap_or_default()
        );
    }
    if missing.is_empty() {
        let places: Vec<String> = wrong
            .iter()
            .filter_map(|&place| {
                let job = job_of(&outcomes[place])?;
                Some(format!("place {place} has that of {}", of(job)))
            })
            .collect();
        return format!(
            "no outcome is missing, and some are in the places of other jobs: {}\n\nJobs may end in another order than \
             that of the list. The `JoinError` of a task that panicked has the id of that task.",
            places.join("; ")
        );
    }
    let got = &outcomes[first];
    let place = format!(
        "job {first} {}: its outcome is {got:?} instead of {:?}",
        says[first], wanted[first]
    );
    let contrast = match wrong.as_slice() {
        [2] => "right if a job panics with a String, wrong if with a &str: ",
        [3] => "right if a job panics with a &str, wrong if with a String: ",
        _ => "",
    };
    let (seen, idea) = match (job_of(got), got, &wanted[first]) {
        (Some(job), ..) => (format!(", and is that of job {job}"), ""),
        (_, Outcome::Panicked(got), Outcome::Panicked(wanted)) if got.contains(wanted.as_str()) => {
            (
                ": there are other words around the message".to_owned(),
                "\n\nThe text of a `JoinError` is about the task, and quotes the message. The payload of the panic is the \
             message alone.",
            )
        }
        (.., Outcome::Panicked(_)) => (
            String::new(),
            "\n\nThe payload of a panic is a `&str` if it was made of a literal alone, and a `String` if it was \
             formatted.",
        ),
        _ => (String::new(), ""),
    };
    format!("{contrast}{place}{seen}{idea}")
}

// Each failure has its own idea.
#[check]
async fn all_jobs_are_in_progress_at_the_same_time() {
    for count in [2, 50] {
        let gauge = Gauge::new();
        let jobs = (0..count).map(|place| gauge.job(name(place), 100, Ok::<_, String>(place)));
        gather(jobs.collect()).await;
        assert!(
            gauge.peak() == usize::try_from(count).unwrap(),
            "{}of {count} jobs never more than {} ran at the same time{}",
            match count {
                2 => "",
                _ => "right with 2 jobs, wrong with 50: ",
            },
            gauge.peak(),
            match gauge.peak() {
                1 =>
                    ": each began when the one before it had ended\n\nAwaiting one task before the next one is spawned \
                      runs them one after another. Iterators are lazy: `map` spawns when the loop asks for the next \
                      item.",
                _ =>
                    "\n\nAll jobs are in progress at the same time. A limit is left to the caller, who knows what is \
                      scarce.",
            }
        );
    }
}

/// `join_all` polls futures in the task that calls it: they take turns on one thread, and a panic of one ends
/// all. A task of its own can run beside the others.
#[check]
async fn each_job_is_a_task_of_its_own() {
    let ids = Arc::new(Mutex::new(HashSet::new()));
    let caller = Arc::clone(&ids);
    let gathering = tokio::spawn(async move {
        let own = tokio::task::id();
        let job = || {
            let ids = Arc::clone(&caller);
            async move {
                ids.lock().unwrap().insert(tokio::task::try_id());
                Ok::<_, String>(())
            }
        };
        gather(vec![job(), job(), job()]).await;
        own
    });
    let own = gathering.await.unwrap();
    let ids = ids.lock().unwrap();
    assert!(
        !ids.contains(&Some(own)),
        "a job ran in the task that called `gather`, not in one of its own"
    );
    assert!(
        ids.len() == 3,
        "3 jobs ran in {}, not in one of its own each",
        counted(ids.len(), "task")
    );
}

/// The slowest job decides how long it takes, wherever it is in the list and however it ends.
#[check]
async fn it_returns_as_soon_as_the_last_job_has_ended() {
    let ms = varied(300, 200..=900);
    for slowest in 0..3 {
        let (took, polled) = time_of_three(slowest, ms).await;
        if took == ms {
            continue;
        }
        let (again, _) = time_of_three(slowest, 10_000).await;
        assert!(
            again != took,
            "`gather` returned after {took} ms if the slowest of 3 jobs takes {ms} ms, and after {again} ms if it takes \
             10000 ms: what ends its wait is a timer of its own, not the end of the jobs\n\n\
             A fixed wait is too long or too short. The handle of a task is ready as soon as the task has ended."
        );
        panic!(
            "the slowest of 3 jobs takes {ms} ms, and `gather` returned after {took} ms: it was polled after {polled:?} \
             ms"
        );
    }
}

/// How long `gather` takes for three jobs, and when it was polled. The one at `slowest` takes `ms`, the others less.
async fn time_of_three(slowest: u64, ms: u64) -> (u64, Vec<u64>) {
    let (began, gauge) = (virtual_ms(), Gauge::new());
    let jobs = (0..3).map(|place| {
        let ms = if place == slowest { ms } else { 100 };
        let ended = if place == 2 {
            Err("404".to_owned())
        } else {
            Ok(place)
        };
        gauge.job(name(place), ms, ended)
    });
    let (mut gathering, mut polled) = (pin!(gather(jobs.collect())), Vec::new());
    poll_fn(|cx| {
        polled.push(virtual_ms() - began);
        gathering.as_mut().poll(cx)
    })
    .await;
    assert!(
        gauge.finished() == 3,
        "`gather` returned when {} of 3 jobs had ended",
        gauge.finished()
    );
    (virtual_ms() - began, polled)
}

/// A task outlives its handle: to drop a `JoinHandle` detaches the task. A `JoinSet` aborts its tasks when it
/// is dropped.
#[check]
async fn dropping_gather_drops_the_jobs_that_have_not_ended() {
    for polled_at_ms in [0, 50] {
        let (probe, gauge) = (DropProbe::new(), Gauge::new());
        let jobs = [10, 100, 200].map(|ms| {
            let (token, work) = (probe.token(format!("{ms} ms")), gauge.job(name(ms), ms, ()));
            Box::pin(async move {
                work.await;
                drop(token);
                Ok(ms)
            }) as Job
        });
        let mut gathering = ByHand::new(gather(Vec::from(jobs)));
        let pending = gathering.poll().is_pending();
        assert!(pending, "`gather` was ready before its jobs had run");
        yield_now().await;
        sleep(Duration::from_millis(polled_at_ms)).await;
        let started = gauge.started();
        assert!(
            started == 3,
            "{started} of 3 jobs had begun {polled_at_ms} ms after the first poll"
        );
        gathering.cancel();
        let finished = gauge.finished();
        sleep(Duration::from_millis(1)).await;
        assert!(
            probe.alive() == 0,
            "{} of 3 jobs were still alive after the future of `gather` was dropped",
            probe.alive(),
        );
        sleep(Duration::from_secs(1)).await;
        assert!(
            gauge.finished() == finished,
            "a job went on to its end after the future of `gather` was dropped"
        );
    }
}

fn name(place: u64) -> String {
    format!("job {place}")
}

async fn late_panic(path: impl Display) -> Result<u64, String> {
    sleep(Duration::from_millis(10)).await;
    panic!("{path} hung up")
}
