//! Checks of workers.

use std::io::ErrorKind;
use std::time::Duration;

use ch12::processes::JobError;
use ch12::workers::Pool;
use futures::future::join_all;
use kit::{ByHand, check, varied, varied_word};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

use crate::crew::{Act, Begin, Crash, Crew};
use crate::disk::turns;

type Answer = Result<String, JobError>;

const KEPT: &str = "\n\nStarting a process takes far longer than a small job. A pool pays for it once for each worker.";

// Each way to fail has its own idea.
#[check]
async fn a_job_is_one_line_and_its_answer_another_from_a_worker_that_is_kept() {
    let (long, resize) = ("x".repeat(100_000), varied_word("resize cat"));
    for piece in [1, 3, 70_000] {
        let crew = Crew::new(piece);
        let pool = Pool::new(crew.clone(), 2);
        turns().await;
        assert!(
            crew.starts() == 0,
            "a pool without a job: `start` was called {}",
            times(crew.starts())
        );
        let mut jobs = vec![
            resize.as_str(),
            " two  blanks ",
            "",
            "Käse 🧀",
            "",
            "re: x",
            &resize,
        ];
        if piece > 3 {
            jobs.push(&long);
        }
        for (at, job) in jobs.iter().enumerate() {
            let answer = run(&crew, &pool, job).await;
            let scene = format!("job {} ({:?})", at + 1, cut(job));
            is_answered(&scene, job, &answer);
            assert!(
                crew.existing() > 0,
                "after {scene} no worker is kept: it was answered, and none exists any more{KEPT}"
            );
            assert!(
                crew.starts() == 1,
                "{scene}: `start` was called {}, though one worker is enough{KEPT}",
                times(crew.starts())
            );
        }
        assert!(
            crew.jobs() == jobs,
            "jobs one after the other: the worker got other lines than the jobs, or more"
        );
        // Two at once need a second worker, and again none.
        for round in 1..=3 {
            for (job, answer) in both(&crew, &pool, "a", "b").await {
                is_answered("2 jobs at once, most = 2", job, &answer);
            }
            assert!(
                crew.starts() == 2,
                "2 jobs at once, round {round}: `start` was called {} in all, wanted 2{KEPT}",
                times(crew.starts())
            );
        }
        drop(pool);
        turns().await;
        assert!(
            crew.existing() == 0,
            "the pool was dropped, and {} of its idle workers were not",
            crew.existing()
        );
    }
}

// Each way to fail has its own idea.
#[check]
async fn all_workers_are_used_and_never_more() {
    for most in [1, 2, 3, varied(7, 4..=19) as usize, 20, 50] {
        // With 20 jobs at once.
        let wanted = most.min(20);
        let scene = format!("20 jobs at once, most = {most}");
        let crew = Crew::new(64);
        let pool = Pool::new(crew.clone(), most);
        let names: Vec<String> = (0..20).map(|job| format!("job {job}")).collect();
        for _ in 0..2 {
            let answers = join_all(names.iter().map(|job| run(&crew, &pool, job))).await;
            for (job, answer) in names.iter().zip(&answers) {
                is_answered(&scene, job, answer);
            }
        }
        not_too_early(&crew);
        let (existing, at_work) = (crew.most_existing(), crew.most_at_work());
        assert!(
            existing <= most,
            "{scene}: {existing} workers existed at once\n\n\
             A worker that is being started, and one that is idle, count too."
        );
        assert!(
            at_work == wanted,
            "{scene}: {at_work} had a job at the same time, wanted {wanted}"
        );
        assert!(
            crew.starts() == wanted,
            "{scene}, twice: `start` was called {}, wanted {wanted}",
            times(crew.starts())
        );
    }
    // However long a job takes.
    let pool = Pool::new(Crew::new(64).acts(|_, _| Act::Answers(18_000_000)), 1);
    let answer = timeout(Duration::from_secs(36_000), pool.run("long")).await;
    let answer = answer.expect("a worker has answered after five hours, and `run` waits after ten");
    is_answered("a worker answers after five hours", "long", &answer);
    // A start that takes hours, or does not end, holds up its own job.
    for begin in [Begin::After(18_000_000), Begin::Never] {
        let first = move |start| if start == 0 { begin } else { Begin::After(1) };
        let crew = Crew::new(64).begins(first);
        let pool = Pool::new(crew.clone(), 2);
        let mut slow = ByHand::new(pool.run("slow"));
        for job in ["a", "b", "c"] {
            assert!(
                slow.poll().is_pending(),
                "a worker is being started, and the job has a result"
            );
            let answer = timeout(Duration::from_secs(3_600), pool.run(job)).await;
            let Ok(answer) = answer else {
                panic!(
                    "most = 2, and the first worker is still being started: job {job:?} waits\n\n\
                     A lock that is held over the `await` of `start` makes all other jobs wait for it."
                );
            };
            is_answered("another worker is still being started", job, &answer);
        }
    }
}

/// The call that has waited longest is next. A call that looks for an idle worker before it looks at the queue
/// overtakes the calls in it.
#[check]
async fn waiting_jobs_get_workers_in_their_order() {
    for most in [1, 2, 3] {
        // Of each three jobs, one takes longer.
        let crew = Crew::new(64).acts(|_, job| Act::Answers(if job % 3 == 1 { 35 } else { 10 }));
        let pool = Pool::new(crew.clone(), most);
        let names: Vec<String> = (0..20).map(|job| format!("{job}")).collect();
        let mut runs: Vec<_> = names
            .iter()
            .map(|job| Some(ByHand::new(pool.run(job))))
            .collect();
        for run in &mut runs {
            let _ = run.as_mut().map(ByHand::poll);
            turns().await;
        }
        // Later polls come in the opposite order, woken or not.
        for _ in 0..2_000 {
            for run in runs.iter_mut().rev() {
                if run.as_mut().is_some_and(|run| run.poll().is_ready()) {
                    *run = None;
                }
            }
            sleep(Duration::from_millis(1)).await;
        }
        let ended = runs.iter().filter(|run| run.is_none()).count();
        assert!(ended == 20, "20 jobs, most = {most}: {ended} of them ended");
        let jobs = crew.jobs();
        let places = jobs
            .iter()
            .map(|job| names.iter().position(|name| name == job));
        let places: Vec<_> = places.flatten().collect();
        // Two that get workers in the same moment may send their jobs in either order.
        let overtakes = |(place, job): (usize, &usize)| place.abs_diff(*job) >= most;
        assert!(
            places.len() == 20 && !places.iter().enumerate().any(overtakes),
            "20 jobs began to wait in turn, most = {most}: workers got them in the order {places:?}"
        );
    }
    // The worker is free, the call that waits for it is woken, and another call is faster.
    let crew = Crew::new(64);
    let pool = Pool::new(crew.clone(), 1);
    let mut runs = ["first", "waits", "late"].map(|job| ByHand::new(pool.run(job)));
    let _ = (runs[0].poll(), runs[1].poll());
    let _ = ends(&mut runs[0]).await;
    let mut open = [2, 1].map(Some);
    while open.iter().any(Option::is_some) {
        for run in &mut open {
            if run.is_some_and(|run| runs[run].poll().is_ready()) {
                *run = None;
            }
        }
        sleep(Duration::from_millis(1)).await;
    }
    let jobs = crew.jobs();
    assert!(
        jobs == ["first", "waits", "late"],
        "a job waits, the only worker becomes free, and a late job is polled before the one that waits: the worker \
         got {jobs:?}"
    );
}

/// The process may have crashed for a reason of its own, so the job gets a second chance. With a third one, and a
/// fourth, a job that crashes each worker is never done.
#[check]
async fn a_crash_is_tried_once_more_on_a_new_worker() {
    use Crash::{BeforeTheLineBreak, FlushFails, ReadFails, Silently, WithinItsLine, WriteFails};
    for crash in [
        Silently,
        WithinItsLine,
        BeforeTheLineBreak,
        ReadFails,
        WriteFails,
        FlushFails,
    ] {
        for kept in [false, true] {
            // The job is the second one of a kept worker, or the first one of a new worker.
            for crashes in [1, 2] {
                let acts = move |worker, job| {
                    let second = usize::from(kept && worker == 0);
                    match worker < crashes && job == second {
                        true => Act::Crashes(crash),
                        false => Act::Answers(10),
                    }
                };
                let crew = Crew::new(3).acts(acts);
                let pool = Pool::new(crew.clone(), 1);
                if kept {
                    is_answered("the first job", "warm", &run(&crew, &pool, "warm").await);
                }
                let gone = kept && crew.existing() == 0;
                let idea = if gone { KEPT } else { "" };
                let scene = format!(
                    "{} {}{}",
                    match (kept, gone) {
                        (_, true) => "no worker is kept after the first job; a later one",
                        (true, false) => "a kept worker",
                        (false, false) => "a new worker",
                    },
                    in_words(crash),
                    if crashes == 2 {
                        ", and so does the next one"
                    } else {
                        ""
                    }
                );
                let answer = run(&crew, &pool, "job").await;
                if let Ok(got) = &answer {
                    assert!(
                        got == "re: job",
                        "{scene}: the result is {got:?}, and no worker has answered this line"
                    );
                }
                let starts = crew.starts();
                assert!(
                    starts == 2,
                    "{scene}: `start` was called {} in all, wanted 2{idea}",
                    times(starts)
                );
                match crashes {
                    1 => is_answered(&scene, "job", &answer),
                    _ => assert!(
                        matches!(answer, Err(JobError::Crashed)) && crew.existing() == 0,
                        "{scene}: the result is {answer:?}, and {} workers still exist",
                        crew.existing()
                    ),
                }
                let existed = crew.most_existing();
                assert!(
                    existed == 1,
                    "{scene}, most = 1: {existed} workers existed at once, the crashed one and the new one"
                );
                let next = run(&crew, &pool, "next").await;
                is_answered(&format!("{scene}; then another job"), "next", &next);
            }
        }
    }
    for end in [Act::AnswersAndEnds, Act::AnswersAndFails] {
        let crew =
            Crew::new(3).acts(move |worker, _| if worker < 2 { end } else { Act::Answers(1) });
        let pool = Pool::new(crew.clone(), 2);
        for (job, answer) in both(&crew, &pool, "a", "b").await {
            is_answered("2 jobs at once", job, &answer);
        }
        let answer = run(&crew, &pool, "job").await;
        is_answered("two workers ended while they were idle", "job", &answer);
    }
    // Two workers are idle. One of them crashes, and so does the one that is started for the job.
    let crew = Crew::new(64).acts(|worker, job| match worker == 2 || job == 1 {
        true => Act::Crashes(Crash::Silently),
        false => Act::Answers(10),
    });
    let pool = Pool::new(crew.clone(), 2);
    for (job, answer) in both(&crew, &pool, "a", "b").await {
        is_answered("2 jobs at once", job, &answer);
    }
    let answer = run(&crew, &pool, "job").await;
    assert!(
        matches!(answer, Err(JobError::Crashed)) && crew.existing() == 1,
        "an idle worker crashes, and so does the next one, while another one is idle: the result is {answer:?}, and \
         {} exist afterwards, wanted 1",
        crew.existing()
    );
}

/// A system that cannot start a process now may be able to start one later. Which job is worth another try, and when,
/// is for the caller to say.
#[check]
async fn an_error_of_start_belongs_to_one_job() {
    for kind in [ErrorKind::NotFound, ErrorKind::WouldBlock] {
        for failing in [0, 1] {
            // The second start is that of a job whose first worker has crashed.
            let begins = move |start| match start == failing {
                true => Begin::Fails(kind),
                false => Begin::After(1),
            };
            let acts = move |worker, _| match worker < failing {
                true => Act::Crashes(Crash::Silently),
                false => Act::Answers(10),
            };
            let crew = Crew::new(64).begins(begins).acts(acts);
            let pool = Pool::new(crew.clone(), 1);
            let scene = match failing {
                0 => format!("`start` fails with {kind:?}"),
                _ => format!("a worker crashes, and `start` of the next one fails with {kind:?}"),
            };
            // Another job waits for the only place meanwhile.
            let [(_, failed), (job, waited)] = both(&crew, &pool, "a", "b").await;
            let is_error = |error: &std::io::Error| error.kind() == kind;
            assert!(
                matches!(&failed, Err(JobError::Start(error)) if is_error(error)),
                "{scene}: the result is {failed:?} instead of that error, and `start` was called {}",
                times(crew.starts())
            );
            is_answered(&format!("{scene}; then the job that waited"), job, &waited);
            let starts = crew.starts();
            assert!(
                starts == failing + 2,
                "{scene}, and another job follows: `start` was called {}, wanted {}",
                times(starts),
                failing + 2
            );
        }
    }
}

/// A worker that has read a job answers it, even if the caller has left. If it is kept, its late line is the first
/// thing that the next caller reads.
#[check]
async fn a_dropped_job_leaves_nothing_to_the_next_one() {
    for kept in [false, true] {
        let (mut steps, mut sent, mut right) = (0, 0, Vec::new());
        loop {
            let slow = |_, job| Act::Answers(if job == 1 { 20 } else { 10 });
            let crew = Crew::new(4).acts(slow);
            let pool = Pool::new(crew.clone(), 1);
            if kept {
                is_answered("the first job", "warm", &run(&crew, &pool, "warm").await);
            }
            let before = crew.written();
            let over = async {
                for step in 0..steps {
                    match step {
                        0..40 => yield_now().await,
                        _ => sleep(Duration::from_millis(1)).await,
                    }
                }
            };
            tokio::select! {
                biased;
                _ = pool.run("dropped") => break,
                () = over => {}
            }
            turns().await;
            let written = crew.written() - before;
            sent += usize::from(written == 8);
            let scene = format!("a job was dropped when {written} of its 8 bytes were written");
            let (still, starts) = (crew.existing() > 0, crew.starts());
            let next = timeout(Duration::from_secs(3_600), pool.run("next")).await;
            if written > 0 && still {
                let what = match &next {
                    Ok(_) if crew.starts() > starts => "though it gets no other job".to_owned(),
                    Ok(Ok(line)) => format!("and gave the next job {line:?}"),
                    _ => "and the next job has no answer".to_owned(),
                };
                panic!(
                    "{scene}{}: its worker still exists, {what}",
                    match right.iter().max() {
                        Some(right) if right != &written => format!(" (right with {right})"),
                        _ => String::new(),
                    }
                );
            }
            right.push(written);
            let answer = next
                .unwrap_or_else(|_| panic!("{scene}: the next job has no result after an hour"));
            is_answered(&scene, "next", &answer);
            assert!(
                crew.most_existing() == 1,
                "{scene}: 2 workers existed at once, most = 1"
            );
            steps += 1;
        }
        assert!(
            sent > 0,
            "a job was dropped at each of {steps} points, and at none of them had its 8 bytes been written"
        );
    }
    // A job whose worker would be busy for hours: the place is free at once.
    let crew =
        Crew::new(64).acts(|worker, _| Act::Answers(if worker == 0 { 36_000_000 } else { 10 }));
    let pool = Pool::new(crew.clone(), 1);
    assert!(
        timeout(Duration::from_secs(60), pool.run("long"))
            .await
            .is_err(),
        "a job of ten hours has a result after a minute"
    );
    let answer = timeout(Duration::from_secs(3_600), pool.run("next")).await;
    let Ok(answer) = answer else {
        panic!(
            "a job of ten hours was dropped after a minute: the next one still waits after an hour"
        );
    };
    is_answered("a job of ten hours was dropped", "next", &answer);
}

/// A place in the queue belongs to a call. If the call is dropped, the worker that is meant for it goes to the next call.
#[check]
async fn a_dropped_call_that_waits_leaves_the_queue() {
    for woken in [false, true] {
        let crew = Crew::new(64);
        let pool = Pool::new(crew.clone(), 1);
        let mut first = ByHand::new(pool.run("first"));
        let mut dropped = ByHand::new(pool.run("dropped"));
        let mut last = ByHand::new(pool.run("last"));
        let _ = (first.poll(), dropped.poll(), last.poll());
        let when = match woken {
            true => {
                let _ = ends(&mut first).await;
                turns().await;
                dropped.cancel();
                "after the worker became free for it"
            }
            false => {
                dropped.cancel();
                let _ = ends(&mut first).await;
                "while the worker was busy"
            }
        };
        let scene = format!("the first of two calls that waited was dropped {when}");
        // An answer with tasks of its own may have sent it by now: then the call waits no more.
        let sent = woken && crew.jobs().len() == 2;
        for _ in 0..100 {
            sleep(Duration::from_millis(1)).await;
            if last.wakes() > 0 {
                break;
            }
        }
        assert!(last.wakes() > 0, "{scene}: the second one was not woken");
        let answer = ends(&mut last).await;
        is_answered(&scene, "last", &answer);
        let jobs = crew.jobs();
        assert!(
            sent || (jobs == ["first", "last"] && crew.starts() == 1),
            "{scene}: the jobs {jobs:?} were sent, and `start` was called {}",
            times(crew.starts())
        );
    }
}

/// Runs a job that takes no hours.
async fn run(crew: &Crew, pool: &Pool<Crew>, job: &str) -> Answer {
    match timeout(Duration::from_secs(3_600), pool.run(job)).await {
        Ok(answer) => answer,
        Err(_) => panic!(
            "job {:?} has no result after an hour{}",
            cut(job),
            match crew.unflushed() {
                0 => String::new(),
                bytes => format!(": {bytes} bytes were written to a worker, and not flushed"),
            }
        ),
    }
}

async fn both<'a>(
    crew: &Crew,
    pool: &Pool<Crew>,
    a: &'a str,
    b: &'a str,
) -> [(&'a str, Answer); 2] {
    let (of_a, of_b) = tokio::join!(biased; run(crew, pool, a), run(crew, pool, b));
    [(a, of_a), (b, of_b)]
}

/// Polls one call alone until it ends.
async fn ends<F: Future>(run: &mut ByHand<F>) -> F::Output {
    for _ in 0..10_000 {
        if let std::task::Poll::Ready(answer) = run.poll() {
            return answer;
        }
        sleep(Duration::from_millis(1)).await;
    }
    panic!("a job of 10 ms has no result after 10 s");
}

#[track_caller]
fn is_answered(scene: &str, job: &str, answer: &Answer) {
    let wanted = format!("re: {job}");
    match answer {
        Ok(got) => assert!(
            *got == wanted,
            "{scene}: the result is {:?}, and the worker answers {:?}

\
             The answer is the line that the worker wrote for this job, whole and without a change.",
            cut(got),
            cut(&wanted)
        ),
        Err(error) => panic!(
            "{scene}: the result is {error:?}, and wanted was {:?}",
            cut(&wanted)
        ),
    }
}

#[track_caller]
fn not_too_early(crew: &Crew) {
    if let Some(job) = crew.too_early() {
        panic!("a worker got {job:?} before it had answered the job before");
    }
}

fn cut(text: &str) -> String {
    let mut cut: String = text.chars().take(30).collect();
    if cut.len() < text.len() {
        cut += "…";
    }
    cut
}

fn in_words(crash: Crash) -> &'static str {
    match crash {
        Crash::Silently => "ends without an answer",
        Crash::WithinItsLine => "ends in the middle of its answer",
        Crash::BeforeTheLineBreak => "ends before the line break of its answer",
        Crash::ReadFails => "crashes, and reading fails",
        Crash::WriteFails => "crashes, and writing fails",
        Crash::FlushFails => "crashes, and flushing fails",
    }
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        _ => format!("{count} times"),
    }
}
