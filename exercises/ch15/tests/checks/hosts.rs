//! Checks of hosts.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use ch15::hosts::{Limits, run_all};
use futures::{Stream, StreamExt};
use kit::{check, varied, virtual_ms};
use tokio::time::sleep;

/// A job that waits for its host must hold no place, and must not keep the jobs after it from being looked at: look at
/// its host before it begins, and put it aside.
#[check]
async fn a_full_host_takes_no_place_from_the_others() {
    for (in_all, per_host) in [(2, 1), (4, 1), (4, 2), (16, 3)] {
        // Far more jobs of the slow host than places, then one for each of ten others.
        let slow = 3 * in_all;
        let mut jobs: Vec<Job> = (0..slow).map(|_| Job::new("slow.example", 1_000)).collect();
        jobs.extend((0..10).map(|nth| Job::new(&format!("host-{nth}.example"), 10)));
        let run = Run::new(&jobs);
        let limits = limits(in_all, per_host, 100);
        let given = run.to_the_end(limits).await;
        let began = run.begun.borrow();
        let late = began[slow..]
            .iter()
            .filter(|at| at.is_none_or(|at| at >= 1_000))
            .count();
        let at_first = |jobs: &[Option<u64>]| jobs.iter().filter(|at| **at == Some(0)).count();
        let (of_slow, ran) = (at_first(&began[..slow]), at_first(&began));
        let (taken, calls) = run.at_first.get().unwrap_or_default();
        let given = given.iter().find(|(nth, ..)| *nth == slow);
        let output = given.map_or(0, |&(.., at)| at);
        let (why, idea) = match () {
            () if of_slow > per_host => (
                format!("{of_slow} jobs of slow.example ran at the same time"),
                "\n\nCount the jobs of each host that run, and begin none whose host is full.",
            ),
            () if calls > ran => (
                format!(
                    "`one` was called for {calls} jobs, and only {ran} of them ran: a job that waits for its host \
                     inside its future holds a place"
                ),
                "",
            ),
            () if ran < in_all => (
                format!(
                    "{ran} of {in_all} places were in use, {taken} jobs were taken from `jobs`, and those after them were \
                     not looked at, as if a job that waits for its host held up the list"
                ),
                "",
            ),
            () if output >= 1_000 => (
                format!(
                    "the first job of another host ended after 10 ms, but its output came after {output} ms, and no other job began in its \
                     place"
                ),
                "\n\nAn output that waits for those of earlier jobs keeps its place.",
            ),
            () => (
                "the first job of another host ended after 10 ms, and no other job began in its place".to_owned(),
                BATCH,
            ),
        };
        assert!(
            late == 0,
            "{late} of 10 jobs of other hosts began only when jobs of slow.example had ended: {why}\n`in_all` is {in_all}, \
             `per_host` {per_host}; first come {slow} jobs of slow.example that take 1000 ms, then those of 10 other \
             hosts that take 10 ms{idea}"
        );
    }
}

/// Count a job when `one` is called for it, under the name of its host, and release it when its future has completed.
#[check]
async fn neither_the_limit_in_all_nor_that_of_a_host_is_exceeded() {
    for (jobs, limits) in patterns() {
        let run = Run::new(&jobs);
        run.to_the_end(limits).await;
        let (in_all, per_host) = run.peaks();
        assert!(
            in_all <= limits.in_all,
            "{in_all} jobs ran at the same time, with {limits:?}"
        );
        assert!(
            per_host <= limits.per_host,
            "{per_host} jobs of the same host ran at the same time, with {limits:?}"
        );
    }
    // Two streams at the same time, with the same hosts.
    let jobs = [Job::new("a.example", 100), Job::new("a.example", 100)];
    let (first, second) = (Run::new(&jobs), Run::new(&jobs));
    let limits = limits(1, 1, 5);
    futures::join!(first.to_the_end(limits), second.to_the_end(limits));
    let began = [&first, &second].map(|run| in_ms(&run.begun.borrow()));
    assert!(
        began[0] == began[1],
        "two streams ran at the same time, each with 2 jobs of a.example: the jobs of one began after {}, those of \
         the other after {}\n\nEach stream counts for itself.",
        began[0],
        began[1]
    );
}

/// A list of a million URLs is an iterator: what has been taken is in memory. If `ahead` jobs wait, no other one is
/// taken, even if its host may have room.
#[check]
async fn at_most_ahead_jobs_wait() {
    for (jobs, limits) in patterns() {
        let run = Run::new(&jobs);
        run.to_the_end(limits).await;
        let (most, ahead) = (run.most_waiting.get(), limits.ahead);
        assert!(
            most <= ahead,
            "{limits:?}: {most} jobs had been taken from `jobs`, and `one` had not been called for them"
        );
    }
    // Without an end, and one host is enough to fill what may wait.
    for ahead in [1, 7, 1_000] {
        let taken = Cell::new(0);
        let endless = std::iter::repeat_with(|| {
            taken.set(taken.get() + 1);
            assert!(
                taken.get() < 5_000,
                "{ahead} jobs may wait, 2 may run, and `jobs` has no end: 5000 jobs had been taken before 3 outputs came"
            );
        });
        let one = async |()| sleep(Duration::from_millis(10)).await;
        let limits = limits(2, 1, ahead);
        let stream = run_all(endless, limits, |()| "a.example".to_owned(), one);
        let given = stream.take(3).count().await;
        assert!(given == 3, "{given} of 3 outputs came");
    }
}

/// Room appears whenever a job completes. The jobs that wait come first, in their order, if their host has room; then
/// the next one is taken.
#[check]
async fn the_first_job_that_may_run_begins_when_there_is_room() {
    for (jobs, limits) in patterns() {
        let run = Run::new(&jobs);
        run.to_the_end(limits).await;
        let begun = run.begun.borrow().clone();
        let due = schedule(&jobs, limits);
        let batches =
            begun.iter().zip(&due).any(|(at, due)| *at != Some(*due)) && in_batches().await;
        for (nth, &wanted) in due.iter().enumerate() {
            let (host, at) = (&jobs[nth].host, begun[nth]);
            let instead =
                (0..due.len()).find(|&other| begun[other] == Some(wanted) && due[other] != wanted);
            assert!(
                at == Some(wanted),
                "job {nth}, of {host}, was the first that could run after {wanted} ms, and it began after {}. {}\n({limits:?}, \
                 and the jobs are {}){}",
                in_ms(&[at]),
                match instead {
                    _ if at < Some(wanted) => "That was too early.".to_owned(),
                    Some(other) => format!("Job {other} began in its place."),
                    None => "Its place stayed free.".to_owned(),
                },
                shown(&jobs),
                if batches { BATCH } else { "" }
            );
        }
        let calls = run.calls.borrow();
        for host in jobs.iter().map(|job| &job.host) {
            let of_host = calls.iter().filter(|&&nth| jobs[nth].host == *host);
            assert!(
                of_host.clone().is_sorted(),
                "{limits:?}: the jobs of {host} began in the order {:?}",
                of_host.collect::<Vec<_>>()
            );
        }
    }
}

/// The index says which job it was: results come as their jobs complete, in any order.
#[check]
async fn each_output_comes_with_the_index_of_its_job() {
    for (jobs, limits) in patterns() {
        let run = Run::new(&jobs);
        let given = run.to_the_end(limits).await;
        let ended = schedule(&jobs, limits)
            .into_iter()
            .zip(&jobs)
            .map(|(began, job)| began + job.ms);
        let ended: Vec<u64> = ended.collect();
        for (before, &(nth, output, at)) in given.iter().enumerate() {
            assert!(
                nth == output,
                "job {output} completed, and its output came with the index {nth}{}, with {limits:?}",
                match nth == before {
                    true => ", which is how many outputs had come before it",
                    false => "",
                }
            );
            let wanted = ended[nth];
            assert!(
                at <= wanted,
                "job {nth} could complete after {wanted} ms, and its output came after {at} ms: {limits:?}, and these \
                 jobs: {}",
                shown(&jobs)
            );
        }
        let mut indices: Vec<usize> = given.iter().map(|&(nth, ..)| nth).collect();
        indices.sort_unstable();
        assert!(
            indices.iter().copied().eq(0..jobs.len()),
            "there are {} jobs, and the stream gave the outputs of {} before it ended: {}",
            jobs.len(),
            indices.len(),
            some(&indices)
        );
    }
    // Futures that are ready at once, and many of them.
    for per_host in [1, 4] {
        let limits = limits(4, per_host, 3);
        let host = |nth: &usize| format!("host-{}.example", nth % 3);
        let stream = run_all(0..20_000, limits, host, std::future::ready);
        let mut given: Vec<(usize, usize)> = stream.collect().await;
        given.sort_unstable();
        assert!(
            given.iter().copied().eq((0..20_000).map(|nth| (nth, nth))),
            "20000 jobs whose futures are ready at once: the stream gave {} outputs, or not those of the jobs",
            given.len()
        );
    }
}

// Each message has its own idea.
#[check]
async fn jobs_is_asked_neither_before_the_first_poll_nor_after_its_end() {
    for count in [0, 1, 5] {
        for (in_all, ahead) in [(1, 1), (2, 3), (100, 100)] {
            let (asked, again) = (Cell::new(0), Cell::new(0));
            let jobs = std::iter::from_fn(|| {
                asked.set(asked.get() + 1);
                if asked.get() > count + 1 {
                    again.set(again.get() + 1);
                }
                (asked.get() <= count).then_some(asked.get())
            });
            let one = async |nth: usize| sleep(Duration::from_millis(10 * nth as u64)).await;
            let limits = limits(in_all, 1, ahead);
            let stream = run_all(jobs, limits, |nth| format!("{}.example", nth % 2), one);
            let mut stream = Box::pin(stream);
            sleep(Duration::from_millis(100)).await;
            assert!(
                asked.get() == 0,
                "the stream of `run_all` had not been polled, and `jobs` was asked {} times in 100 ms\n\n\
                 A stream does nothing until it is polled.",
                asked.get()
            );
            let mut given = 0;
            while stream.next().await.is_some() {
                given += 1;
            }
            assert!(
                given == count,
                "{count} jobs have {given} outputs, with {limits:?}"
            );
            assert!(
                again.get() == 0,
                "`jobs` returned `None`, and was asked again after that ({} times); jobs before it: {count}, {limits:?}\n\n\
                 An iterator that has returned `None` may return `Some` again. `fuse` remembers the end.",
                again.get()
            );
        }
    }
}

/// Whether the second of three jobs, each of another host, holds up the third one when the first one has ended.
async fn in_batches() -> bool {
    let jobs = [10, 1_000, 10].map(|ms| Job::new(&format!("{ms}.example"), ms));
    let run = Run::new(&jobs);
    run.to_the_end(limits(2, 2, 10)).await;
    run.begun.borrow().get(2) == Some(&Some(1_000))
}

const BATCH: &str =
    "\n\nA place is free when its job has ended, even if other jobs of the same batch still run.";

/// A job of `host` that takes so many milliseconds.
#[derive(Clone)]
struct Job {
    host: String,
    ms: u64,
}

impl Job {
    fn new(host: &str, ms: u64) -> Self {
        let host = host.to_owned();
        Self { host, ms }
    }
}

fn limits(in_all: usize, per_host: usize, ahead: usize) -> Limits {
    Limits {
        in_all,
        per_host,
        ahead,
    }
}

/// Lists of jobs, and limits. No two jobs complete at the same moment.
fn patterns() -> Vec<(Vec<Job>, Limits)> {
    let (mut patterns, quick) = (Vec::new(), varied(1_000, 900..=1_999));
    for (count, hosts) in [(0, 1), (1, 1), (9, 1), (12, 2), (40, 7), (100, 40)] {
        let jobs: Vec<Job> = (0..count)
            .map(|nth: u64| {
                // Neighbours often share a host, and host 0 is slow.
                let host = (nth * nth / 3 + nth / 4) % hosts;
                let ms = if host == 0 { 400_000 } else { quick } + nth * nth * 7_919 % 100_003;
                Job::new(&format!("host-{host}.example"), ms)
            })
            .collect();
        for in_all in [1, 2, 5, 50] {
            for per_host in [1, 2, 10] {
                for ahead in [1, 4, 1_000] {
                    patterns.push((jobs.clone(), limits(in_all, per_host, ahead)));
                }
            }
        }
    }
    // More than fit into a byte.
    let many = (0..400).map(|nth| Job::new("a.example", 1_000 + nth * nth % 100_003));
    patterns.push((many.collect(), limits(310, 300, 5)));
    patterns.retain(|(jobs, limits)| {
        let began = schedule(jobs, *limits).into_iter();
        let mut ends: Vec<u64> = began.zip(jobs).map(|(began, job)| began + job.ms).collect();
        ends.sort_unstable();
        ends.windows(2).all(|two| two[0] != two[1])
    });
    patterns
}

/// When each job begins, in milliseconds, if none waits that may run.
fn schedule(jobs: &[Job], limits: Limits) -> Vec<u64> {
    let mut began = vec![0; jobs.len()];
    let (mut now, mut taken) = (0, 0);
    let mut waiting: Vec<usize> = Vec::new();
    let mut running: Vec<usize> = Vec::new();
    loop {
        let has_room = |running: &[usize], nth: usize| {
            let host = &jobs[nth].host;
            let busy = running.iter().filter(|&&other| jobs[other].host == *host);
            busy.count() < limits.per_host
        };
        while running.len() < limits.in_all {
            let next = waiting.iter().position(|&nth| has_room(&running, nth));
            if let Some(at) = next {
                let nth = waiting.remove(at);
                began[nth] = now;
                running.push(nth);
            } else if waiting.len() < limits.ahead && taken < jobs.len() {
                waiting.push(taken);
                taken += 1;
            } else {
                break;
            }
        }
        let Some(&first) = running.iter().min_by_key(|&&nth| began[nth] + jobs[nth].ms) else {
            return began;
        };
        now = began[first] + jobs[first].ms;
        running.retain(|&nth| nth != first);
    }
}

/// Hands out jobs and sees what becomes of them.
struct Run {
    jobs: Vec<Job>,
    start: u64,
    taken: Cell<usize>,
    most_waiting: Cell<usize>,
    /// How many jobs were taken, and for how many `one` was called, when the stream first had to wait.
    at_first: Cell<Option<(usize, usize)>>,
    /// The jobs for which `one` was called, in order.
    calls: RefCell<Vec<usize>>,
    /// When the future of each job was first polled, in milliseconds.
    begun: RefCell<Vec<Option<u64>>>,
    running: Rc<RefCell<BTreeMap<String, usize>>>,
    peaks: Cell<(usize, usize)>,
}

impl Run {
    fn new(jobs: &[Job]) -> Self {
        Self {
            jobs: jobs.to_vec(),
            start: virtual_ms(),
            taken: Cell::new(0),
            most_waiting: Cell::new(0),
            at_first: Cell::new(None),
            calls: RefCell::default(),
            begun: RefCell::new(vec![None; jobs.len()]),
            running: Rc::default(),
            peaks: Cell::default(),
        }
    }

    /// What the stream gave: index, output and milliseconds.
    async fn to_the_end(&self, limits: Limits) -> Vec<(usize, usize, u64)> {
        let jobs = (0..self.jobs.len()).inspect(|_| {
            self.taken.set(self.taken.get() + 1);
        });
        let stream = run_all(
            jobs,
            limits,
            |&nth| self.jobs[nth].host.clone(),
            |nth| self.one(nth),
        );
        let mut stream: Pin<Box<dyn Stream<Item = (usize, usize)> + '_>> = Box::pin(stream);
        let mut given = Vec::new();
        loop {
            let next = poll_fn(|cx| {
                let next = stream.as_mut().poll_next(cx);
                let calls = self.calls.borrow().len();
                if next.is_pending() && self.at_first.get().is_none() {
                    self.at_first.set(Some((self.taken.get(), calls)));
                }
                let waiting = self.taken.get() - calls;
                self.most_waiting.set(self.most_waiting.get().max(waiting));
                next
            });
            let Some((nth, output)) = next.await else {
                break;
            };
            given.push((nth, output, virtual_ms() - self.start));
            assert!(
                given.len() <= self.jobs.len(),
                "{} jobs have more outputs than that, with {limits:?}",
                self.jobs.len()
            );
        }
        let calls = self.calls.borrow().len();
        assert!(
            calls == self.jobs.len(),
            "the stream ended, and `one` was called {calls} times for {} jobs, with {limits:?}",
            self.jobs.len()
        );
        given
    }

    fn one(&self, nth: usize) -> impl Future<Output = usize> {
        self.calls.borrow_mut().push(nth);
        let (host, ms) = (self.jobs[nth].host.clone(), self.jobs[nth].ms);
        let mut running = self.running.borrow_mut();
        *running.entry(host.clone()).or_default() += 1;
        let (in_all, per_host) = self.peaks.get();
        self.peaks.set((
            in_all.max(running.values().sum()),
            per_host.max(running[&host]),
        ));
        let (counts, mut sleeping) = (Rc::clone(&self.running), None);
        poll_fn(move |cx| {
            let sleeping = sleeping.get_or_insert_with(|| {
                self.begun.borrow_mut()[nth] = Some(virtual_ms() - self.start);
                Box::pin(sleep(Duration::from_millis(ms)))
            });
            std::task::ready!(sleeping.as_mut().poll(cx));
            *counts.borrow_mut().get_mut(&host).expect("it runs") -= 1;
            Poll::Ready(nth)
        })
    }

    /// The most jobs that ran at the same time, and the most of one host.
    fn peaks(&self) -> (usize, usize) {
        self.peaks.get()
    }
}

fn in_ms(times: &[Option<u64>]) -> String {
    let times = times.iter().map(|at| match at {
        Some(at) => format!("{at} ms"),
        None => "never".to_owned(),
    });
    times.collect::<Vec<_>>().join(", ")
}

/// The first few.
fn shown(jobs: &[Job]) -> String {
    if let [first, _, ..] = jobs
        && jobs.iter().all(|job| job.host == first.host)
    {
        return format!(
            "{} of {}, which take {} to {} ms",
            jobs.len(),
            first.host,
            jobs.iter().map(|job| job.ms).min().unwrap_or_default(),
            jobs.iter().map(|job| job.ms).max().unwrap_or_default()
        );
    }
    let first: Vec<String> = jobs
        .iter()
        .take(8)
        .map(|job| format!("{} {} ms", job.host, job.ms))
        .collect();
    let more = jobs.len().saturating_sub(8);
    match more {
        0 => first.join(", "),
        _ => format!("{}, and {more} more", first.join(", ")),
    }
}

fn some(indices: &[usize]) -> String {
    match indices.len() {
        0..=12 => format!("{indices:?}"),
        _ => format!("{:?} and so on", &indices[..12]),
    }
}
