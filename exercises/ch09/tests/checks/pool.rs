//! Checks of pool.

use std::cell::Cell;
use std::collections::HashMap;
use std::panic::panic_any;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch09::pool::{Closed, Ended, Pool};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use kit::{ByHand, DropProbe, DropToken, Gauge, check, varied, virtual_ms};
use tokio::task::{Id, try_id, yield_now};
use tokio::time::{sleep, timeout};

#[check]
async fn as_many_jobs_as_workers_are_in_progress_each_in_its_own_task() {
    for (workers, capacity, count) in [
        (3, 4, 20),
        (1, 2, 5),
        (2, 50, 20),
        (8, 1, 30),
        (5, 5, 2),
        (100, 3, 300),
    ] {
        let service = Service::default();
        let pool = service.pool(workers, capacity);
        for number in 0..count {
            let upload = service.upload(number, 10 + number as u64 % 3 * 5);
            accepted(timeout(HOUR, pool.submit(upload)).await, number);
        }
        let ended = timeout(HOUR, pool.shutdown()).await;
        let what = format!("{}, a queue of {capacity}", plural(workers));
        let (finished, peak) = (service.gauge.finished(), service.gauge.peak());
        assert!(
            ended.is_ok(),
            "{what}: {finished} of {count} jobs have ended, and `shutdown` does not return within an hour\n\n\
             A worker that waits for a job has to find out that no more jobs will come."
        );
        if finished < count {
            let begun = service.gauge.started();
            sleep(HOUR).await;
            let later = service.gauge.started();
            panic!(
                "{what}: `shutdown` returned when {begun} of {count} jobs had begun and {finished} had ended; {}",
                match later {
                    _ if later < count => format!(
                        "{} never began\n\nJobs that are queued when the pool is closed are still done.",
                        count - later
                    ),
                    _ => format!(
                        "the other {} ended later\n\n\
                         An empty queue means that all jobs have begun. They have ended when the workers have ended.",
                        count - finished
                    ),
                }
            );
        }
        assert!(
            peak <= workers,
            "{what}: {peak} of {count} jobs were in progress at the same time, and no more than {workers} wanted\n\n\
             A worker takes the next job when its own has ended. What only starts jobs is no worker."
        );
        let possible = workers.min(count);
        if peak < possible {
            panic!(
                "{what}: never more than {peak} of {count} jobs in progress; {possible} were possible. {}",
                three_jobs().await
            );
        }
        let shared = service.most_in_one_task();
        assert!(
            shared == 1,
            "{what}: {shared} jobs were in progress at the same time in one task\n\n\
             Futures that are polled by one task take turns on one thread. Tasks can run beside each other."
        );
    }
}

/// All workers take from one queue. With a queue for each worker, or in batches, jobs wait for the slowest job while
/// other workers have nothing to do.
#[check]
async fn jobs_begin_in_their_order_as_soon_as_any_worker_is_free() {
    // A slow job takes longer than all others together.
    let (long, short) = (varied(1_007, 1_001..=1_099), varied(103, 101..=119));
    for (workers, capacity) in [(2, 1), (3, 2), (2, 20), (1, 3)] {
        for slow in 0..4 {
            let service = Service::default();
            let pool = service.pool(workers, capacity);
            let times: Vec<u64> = (0..9)
                .map(|number| if number == slow { long } else { short })
                .collect();
            let began = virtual_ms();
            for (number, &ms) in times.iter().enumerate() {
                accepted(
                    timeout(HOUR, pool.submit(service.upload(number, ms))).await,
                    number,
                );
            }
            let _ = timeout(HOUR, pool.shutdown()).await;
            let begun = service.begun.lock().unwrap().clone();
            let what = format!(
                "{}, a queue of {capacity}, a job {slow} of {long} ms and others of {short} ms",
                plural(workers)
            );
            for (number, wanted) in schedule(workers, &times).into_iter().enumerate() {
                let at = begun.iter().find(|(begun, _)| *begun == number);
                let at = at.map(|(_, at)| at - began);
                // Which job had just ended then.
                let cause = begun.iter().find(|(other, begin)| {
                    *other != number && Some(begin - began + times[*other]) == at
                });
                assert!(
                    at == Some(wanted),
                    "{what}: a worker was free for job {number} after {wanted} ms, and it began {}{}",
                    at.map_or("never".to_owned(), |ms| format!("after {ms} ms")),
                    cause.map_or(String::new(), |(other, _)| format!(
                        ", when job {other} had ended"
                    ))
                );
            }
            let order: Vec<usize> = begun.iter().map(|(number, _)| *number).collect();
            assert!(
                order.is_sorted(),
                "{what}: submitted in the order of their numbers, they began in the order {order:?}"
            );
        }
    }
}

// `submit` waits for a place in the queue.
#[check]
async fn submit_waits_while_so_many_jobs_wait() {
    for (workers, capacity) in [(2, 3), (1, 1), (3, 1), (1, 10), (4, 100)] {
        let service = Service::default();
        let pool = service.pool(workers, capacity);
        let what = format!("{}, a queue of {capacity}", plural(workers));
        let count = workers + capacity + 4;
        // Job 0 ends after 1 s, job 1 after 2 s, and so on.
        let submits: FuturesUnordered<_> = (0..count)
            .map(|number| pool.submit(service.upload(number, 1_000 * (number as u64 + 1))))
            .collect();
        let taken = Cell::new(0);
        let submitting = async {
            let mut submits = submits;
            while let Some(result) = submits.next().await {
                assert!(result.is_ok(), "{what}: an open pool gave a job back");
                taken.set(taken.get() + 1);
            }
        };
        let watching = async {
            sleep(Duration::from_millis(500)).await;
            let (begun, at_first) = (service.gauge.started(), taken.get());
            assert!(
                begun == workers,
                "{what}: {begun} of {count} jobs have begun before one has ended"
            );
            let places = workers + capacity;
            assert!(
                at_first <= places + 1,
                "{what}: {at_first} of {count} jobs were accepted before one had ended; there is room for {places}\n\n\
                 Without a bound the backlog grows as long as jobs come faster than workers finish them."
            );
            assert!(
                at_first >= places,
                "{what}: {at_first} of {count} jobs were accepted and {begun} have begun; there is room for {places}\n\n\
                 A job that has begun is not queued any more: its place is free for the next one."
            );
            sleep(Duration::from_secs(1)).await;
            let then = taken.get() - at_first;
            assert!(
                then == 1,
                "{what}: one job ended, and {then} of the `submit`s that waited were ready"
            );
        };
        let _ = timeout(HOUR, async { tokio::join!(submitting, watching) }).await;
        let accepted = taken.get();
        assert!(
            accepted == count,
            "{what}: {accepted} of {count} `submit`s were ready within an hour"
        );
    }
}

/// For the caller, `submit` is one call. If its future is dropped before it is ready, the job was not submitted.
#[check]
async fn a_dropped_submit_submits_nothing_and_takes_no_place() {
    for capacity in [1, 3] {
        for woken in [false, true] {
            let service = Service::watched();
            let pool = service.pool(1, capacity);
            // One more than there is room for: a pool may hold one on its way.
            let mut held = 0;
            let mut waiting = loop {
                let upload = service.upload(held, 1_000);
                let mut submit = ByHand::new(pool.submit(upload));
                if settle(&mut submit).await.is_none() {
                    break submit;
                }
                held += 1;
                assert!(
                    held < capacity + 10,
                    "a queue of {capacity} and 1 worker: {held} jobs were accepted before one had ended"
                );
            };
            let next = service.upload(held + 1, 1_000);
            let mut next = ByHand::new(pool.submit(next));
            let waits = settle(&mut next).await.is_none();
            assert!(
                waits,
                "a `submit` waited for a place, and a later one was ready"
            );
            let when = match woken {
                true => {
                    // A job ends; the `submit` is not polled before it is dropped.
                    sleep(Duration::from_millis(1_010)).await;
                    "after a place had become free"
                }
                false => "while the queue was full",
            };
            waiting.cancel();
            let dropped = service.probe.dropped().contains(&format!("upload {held}"));
            if !dropped {
                sleep(HOUR).await;
                let is_begun = service
                    .begun
                    .lock()
                    .unwrap()
                    .iter()
                    .any(|(number, _)| *number == held);
                panic!(
                    "a `submit` was dropped {when}, before it was ready, and its job {}: `submit` had handed the job \
                     over already, to a task or a list\n\n\
                     While `submit` waits for a place, the job stays in its future. Then a `submit` that is dropped \
                     takes its job along.",
                    match is_begun {
                        true => "was done all the same",
                        false => "was not dropped with it",
                    }
                );
            }
            if !woken {
                sleep(Duration::from_millis(1_010)).await;
            }
            for _ in 0..50 {
                yield_now().await;
            }
            let ready = next.wakes() > 0 && settle(&mut next).await.is_some();
            assert!(
                ready,
                "a `submit` was dropped {when}, and the next one, which waited too, is not ready although a job has \
                 ended"
            );
            drop((waiting, next));
            let ended = timeout(HOUR, pool.shutdown()).await;
            let finished = ended.map_or(0, |ended| ended.finished);
            assert!(
                finished == held + 1,
                "{} jobs were accepted and one `submit` was dropped {when}: {finished} jobs finished",
                held + 1
            );
        }
    }
}

// A panic unwinds through the worker that polls the job, unless it is caught there.
#[check]
async fn a_job_that_panics_is_counted_and_costs_no_worker() {
    let mut lost = Vec::new();
    let kinds = [
        (Kind::PanicsInCall, "in the call of `work`"),
        (Kind::PanicsAtOnce, "in its first poll"),
        (Kind::PanicsLate, "in a later poll"),
    ];
    for (kind, when) in kinds {
        let service = Service::default();
        let pool = service.pool(1, 3);
        let _ = timeout(HOUR, pool.submit(service.upload_of(kind, 0, 10))).await;
        let _ = timeout(HOUR, pool.submit(service.upload(1, 10))).await;
        sleep(Duration::from_secs(1)).await;
        if service.gauge.finished() == 0 {
            lost.push(when);
        }
    }
    assert!(
        lost.is_empty(),
        "1 worker: after a job that panics {}, the next job is not done{}",
        lost.join(", or "),
        match lost.as_slice() {
            ["in the call of `work`"] =>
                "; it is if the panic is in a poll\n\n\
                 `work(job)` runs code of the job before there is a future. The call belongs inside of what catches.",
            [_, _, _] =>
                "\n\n\
                 A panic unwinds through the worker that polls the job, and ends its task. Catch it around each job: \
                 `JoinHandle` and `catch_unwind` give it as an error.",
            _ => "",
        }
    );
    for workers in [1, 2, 5] {
        let service = Service::default();
        let pool = service.pool(workers, 3);
        let kinds = [
            Kind::PanicsInCall,
            Kind::PanicsAtOnce,
            Kind::PanicsLate,
            Kind::Fine,
        ];
        let what = plural(workers);
        for number in 0..12 {
            let upload = service.upload_of(kinds[number % 4], number, 10);
            let Ok(result) = timeout(HOUR, pool.submit(upload)).await else {
                panic!(
                    "{what}: {} of {number} jobs had begun, some had panicked, and then no other began within an hour",
                    service.begun.lock().unwrap().len()
                );
            };
            assert!(
                result.is_ok(),
                "{what}: after jobs that panicked, `submit` gave a job back, and the pool is not closed"
            );
        }
        // The panics are over.
        sleep(Duration::from_secs(60)).await;
        for number in 12..12 + workers {
            accepted(
                timeout(HOUR, pool.submit(service.upload(number, 5_000))).await,
                number,
            );
        }
        sleep(Duration::from_secs(1)).await;
        let busy = service.gauge.in_flight();
        assert!(
            busy == workers,
            "{what}: after 9 jobs that panicked, {busy} of {workers} jobs are in progress at the same time"
        );
        let Ok(ended) = timeout(HOUR, pool.shutdown()).await else {
            panic!("{what}: after 9 jobs that panicked, `shutdown` does not return within an hour");
        };
        let wanted = Ended {
            finished: 3 + workers,
            panicked: 9,
        };
        assert!(
            ended == wanted,
            "{what}: {} jobs returned and 9 panicked; the counts are {ended:?}{}",
            wanted.finished,
            match ended.finished > wanted.finished {
                true => "\n\nHow a job ends is known when it has ended: count it then, and once.",
                false => "",
            }
        );
    }
}

// Closing ends the intake, not the work.
#[check]
async fn after_close_accepted_jobs_are_done_and_submits_get_theirs_back() {
    for queued in [0, 2] {
        let service = Service::default();
        let pool = service.pool(2, 5);
        for number in 0..queued {
            accepted(
                timeout(HOUR, pool.submit(service.upload(number, 10))).await,
                number,
            );
        }
        pool.close();
        let submit = timeout(HOUR, pool.submit(service.upload(queued, 10)));
        let got = match submit.await {
            Err(_) => "waits for an hour",
            Ok(Ok(())) => "accepted its job",
            Ok(Err(Closed(upload))) if upload.number == queued => continue,
            Ok(Err(_)) => "gave another job back",
        };
        panic!(
            "a pool with room was closed with {queued} jobs queued, and the next `submit` {got} instead of giving it \
             back\n\n\
             When `close` has returned, the pool is closed, whether or not a worker or another task has run since."
        );
    }
    for (workers, capacity) in [(1, 2), (2, 5), (3, 1)] {
        let service = Service::default();
        let pool = service.pool(workers, capacity);
        let what = format!("{}, a queue of {capacity}", plural(workers));
        let count = workers + capacity + 4;
        let submits: FuturesUnordered<_> = (0..count)
            .map(|number| {
                let submit = pool.submit(service.upload(number, 1_000));
                async move { (number, submit.await, virtual_ms()) }
            })
            .collect();
        let began = virtual_ms();
        let (results, ()) = tokio::join!(timeout(HOUR, submits.collect::<Vec<_>>()), async {
            sleep(Duration::from_millis(500)).await;
            pool.close();
            // The same again.
            pool.close();
        });
        let Ok(results) = results else {
            panic!(
                "{what}: a `submit` that waited when the pool was closed is not ready within an hour"
            );
        };
        let given_back = results.iter().filter(|(_, result, _)| result.is_err());
        let given_back = given_back.count();
        assert!(
            (3..=4).contains(&given_back),
            "{what}, {count} `submit`s: the pool was closed before a job had ended, and {given_back} `submit`s got their jobs back instead of 4 (or 3, if one job is on its way to a worker)"
        );
        for (number, result, at) in &results {
            if let Err(Closed(upload)) = result {
                assert!(
                    upload.number == *number,
                    "{what}: `submit` of job {number} gave job {} back",
                    upload.number
                );
                let late = at - began;
                assert!(
                    late == 500,
                    "{what}: the pool was closed after 500 ms, and a `submit` that waited got its job back after \
                     {late} ms\n\n\
                     A `submit` that waits for a place has to be woken by `close`, or it waits for a place that it may \
                     not use."
                );
            }
        }
        let late = timeout(
            Duration::from_millis(1),
            pool.submit(service.upload(count, 10)),
        )
        .await;
        let refused =
            late.is_ok_and(|result| result.is_err_and(|Closed(upload)| upload.number == count));
        assert!(
            refused,
            "{what}: a `submit` after `close` did not give its job back at once"
        );
        // Without a call of `shutdown`.
        sleep(HOUR).await;
        let (finished, accepted) = (service.gauge.finished(), count - given_back);
        assert!(
            finished == accepted,
            "{what}: {accepted} jobs were accepted before `close`, and {finished} of them were done within an hour"
        );
        let late = timeout(
            Duration::from_millis(1),
            pool.submit(service.upload(count, 10)),
        )
        .await;
        let refused = late.is_ok_and(|result| result.is_err());
        assert!(
            refused,
            "{what}: a `submit` to a pool that is closed and empty did not give its job back at once"
        );
        let ended = timeout(HOUR, pool.shutdown()).await;
        let wanted = Ended {
            finished: accepted,
            panicked: 0,
        };
        assert!(
            ended == Ok(wanted),
            "{what}: {accepted} jobs were done; `shutdown` of a pool that was closed returns {}",
            ended.map_or("nothing within an hour".to_owned(), |ended| format!(
                "{ended:?}"
            ))
        );
    }
}

/// An empty queue means that all jobs have begun. They have ended when the workers that had them have ended.
#[check]
async fn shutdown_returns_when_the_last_job_has_ended() {
    for (workers, capacity, times) in [
        (2, 5, vec![10, 40, 20]),
        (2, 1, vec![40, 10, 10]),
        (3, 3, vec![10, 20, 30]),
        (1, 4, vec![7; 5]),
        (5, 1, vec![]),
        (1, 100, vec![0; 5_000]),
        (7, 1, vec![0; 5_000]),
    ] {
        let service = Service::default();
        let pool = service.pool(workers, capacity);
        let began = virtual_ms();
        let count = times.len();
        for (number, &ms) in times.iter().enumerate() {
            accepted(
                timeout(HOUR, pool.submit(service.upload(number, ms))).await,
                number,
            );
        }
        let what = format!("{}, a queue of {capacity}, {count} jobs", plural(workers));
        let Ok(ended) = timeout(HOUR, pool.shutdown()).await else {
            panic!("{what}: `shutdown` does not return within an hour");
        };
        let took = virtual_ms() - began;
        let finished = service.gauge.finished();
        assert!(
            finished == count,
            "{what}: `shutdown` returned when {finished} of them had ended"
        );
        let wanted = Ended {
            finished: count,
            panicked: 0,
        };
        assert!(ended == wanted, "{what}: the counts are {ended:?}");
        let last = schedule(workers, &times);
        let last = last.iter().zip(&times).map(|(begin, ms)| begin + ms);
        let last = last.max().unwrap_or(0);
        assert!(
            took == last,
            "{what}: the last one ended after {last} ms, and `shutdown` returned after {took} ms"
        );
    }
}

// A task outlives its handle.
#[check]
async fn dropping_the_pool_drops_its_jobs() {
    for how in [How::Pool, How::Closed, How::Unpolled, How::Shutdown] {
        for after in [0, 50, 150, 250] {
            let service = Service::watched();
            let pool = service.pool(2, 4);
            let began = virtual_ms();
            for number in 0..6 {
                accepted(
                    timeout(HOUR, pool.submit(service.upload(number, 100))).await,
                    number,
                );
            }
            // Or not all jobs are there to be dropped.
            let took = virtual_ms() - began;
            assert!(
                took == 0,
                "2 workers, a queue of 4, 6 jobs: the last one was accepted after {took} ms; there is room for all at \
                 once"
            );
            let what = match how {
                How::Pool => "the pool was dropped",
                How::Closed => "the pool was closed and dropped",
                How::Unpolled => "the future of `shutdown` was dropped without a poll",
                How::Shutdown => "the future of `shutdown` was dropped",
            };
            match how {
                How::Pool | How::Closed => {
                    sleep(Duration::from_millis(after)).await;
                    if matches!(how, How::Closed) {
                        pool.close();
                    }
                    // Not a `drop`, which clippy forbids as long as the pool is a stub.
                    let _ends_here = pool;
                }
                How::Unpolled => {
                    sleep(Duration::from_millis(after)).await;
                    drop(pool.shutdown());
                }
                How::Shutdown => {
                    let shutdown = timeout(Duration::from_millis(after), pool.shutdown());
                    let early = shutdown.await.is_ok();
                    let ended = service.gauge.finished();
                    assert!(
                        !early,
                        "2 workers, a queue of 4, 6 jobs: `shutdown` returned when {ended} of them had ended"
                    );
                }
            }
            let begun = service.gauge.started();
            for _ in 0..50 {
                yield_now().await;
            }
            let alive = service.probe.alive();
            let (dropped, had_begun) = (
                service.probe.dropped(),
                service.begun.lock().unwrap().clone(),
            );
            let running = had_begun
                .iter()
                .filter(|(number, _)| !dropped.contains(&format!("upload {number}")))
                .count();
            assert!(
                alive == 0,
                "{what} {after} ms after 6 jobs were submitted: {running} of the {} that have begun still exist, and \
                 {} of those that were queued\n\n{}",
                had_begun.len(),
                alive - running,
                match alive == running && had_begun.len() == begun {
                    true => {
                        "A task outlives its handle, also one that a worker has spawned for a job: what is to end with \
                         the pool is in a `JoinSet`, or is polled by the worker itself."
                    }
                    false =>
                        "A task outlives its handle. `JoinSet` aborts its tasks when it is dropped, with what they own.",
                }
            );
            sleep(HOUR).await;
            let then = service.gauge.started();
            assert!(
                then <= begun,
                "{what} {after} ms after 6 jobs were submitted: {begun} had begun before, and {then} after it"
            );
        }
    }
}

/// What three jobs do with two workers and enough room, and what it means: the look at a pool that is too slow.
async fn three_jobs() -> &'static str {
    let service = Service::default();
    let pool = service.pool(2, 5);
    let began = virtual_ms();
    for (number, ms) in [10, 40, 20].into_iter().enumerate() {
        let _ = timeout(HOUR, pool.submit(service.upload(number, ms))).await;
    }
    sleep(Duration::from_secs(1)).await;
    let begun = service.begun.lock().unwrap().clone();
    let at: Vec<_> = begun.iter().map(|(_, at)| at - began).collect();
    match at.as_slice() {
        [0, 0, 10] => {
            "With room for all in the queue, 2 workers are both busy\n\n\
             A job that has begun is not queued any more. Its place is free for the next one."
        }
        [0, 0, 40] => {
            "With 2 workers and jobs of 10, 40 and 20 ms, the third began after 40 ms, when both others had ended\n\n\
             A worker that has ended a job takes the next one, and does not wait for the other workers."
        }
        [0, 10, _] => {
            "Even with room for all in the queue, a job begins only when the one before has ended\n\n\
             One worker keeps the others from taking jobs while it works. A lock of a shared receiver, for example, is \
             needed for the receiving alone."
        }
        _ => "",
    }
}

const HOUR: Duration = Duration::from_secs(3_600);

#[derive(Clone, Copy)]
enum How {
    Pool,
    Closed,
    Unpolled,
    Shutdown,
}

#[derive(Clone, Copy)]
enum Kind {
    Fine,
    PanicsInCall,
    PanicsAtOnce,
    PanicsLate,
}

/// A job: neither Clone nor Sync.
struct Upload {
    number: usize,
    ms: u64,
    kind: Kind,
    _token: Option<DropToken>,
    _not_sync: Cell<()>,
}

/// What the pools of a check work for.
#[derive(Clone, Default)]
struct Service {
    gauge: Gauge,
    probe: DropProbe,
    /// Whether the probe sees its jobs. What it sees is in the timeline of a failure.
    watched: bool,
    /// Which jobs have begun, and when.
    begun: Arc<Mutex<Vec<(usize, u64)>>>,
    tasks: Arc<Mutex<Tasks>>,
}

#[derive(Default)]
struct Tasks {
    /// How many jobs are in progress in a task.
    jobs: HashMap<Option<Id>, usize>,
    /// The most that were.
    most: usize,
}

impl Service {
    fn watched() -> Self {
        Self {
            watched: true,
            ..Self::default()
        }
    }

    fn pool(&self, workers: usize, capacity: usize) -> Pool<Upload> {
        let service = self.clone();
        Pool::new(workers, capacity, move |upload| service.work(upload))
    }

    fn upload(&self, number: usize, ms: u64) -> Upload {
        self.upload_of(Kind::Fine, number, ms)
    }

    fn upload_of(&self, kind: Kind, number: usize, ms: u64) -> Upload {
        Upload {
            number,
            ms,
            kind,
            _token: self
                .watched
                .then(|| self.probe.token(format!("upload {number}"))),
            _not_sync: Cell::new(()),
        }
    }

    fn work(&self, upload: Upload) -> impl Future<Output = ()> + Send + 'static + use<> {
        let begin = (upload.number, virtual_ms());
        if let Kind::PanicsInCall = upload.kind {
            self.begun.lock().unwrap().push(begin);
            panic!("no image");
        }
        let service = self.clone();
        async move {
            // All of it, with its token.
            let upload = upload;
            let pass = service.gauge.enter();
            service.begun.lock().unwrap().push(begin);
            if let Kind::PanicsAtOnce = upload.kind {
                panic_any(404);
            }
            let id = try_id();
            service.in_task(id, true);
            if upload.ms > 0 {
                sleep(Duration::from_millis(upload.ms)).await;
            }
            service.in_task(id, false);
            if let Kind::PanicsLate = upload.kind {
                panic!("the image ends early");
            }
            pass.finish();
        }
    }

    fn in_task(&self, id: Option<Id>, begins: bool) {
        let mut tasks = self.tasks.lock().unwrap();
        let jobs = tasks.jobs.entry(id).or_default();
        *jobs = if begins { *jobs + 1 } else { *jobs - 1 };
        let jobs = *jobs;
        tasks.most = tasks.most.max(jobs);
    }

    fn most_in_one_task(&self) -> usize {
        self.tasks.lock().unwrap().most
    }
}

fn plural(workers: usize) -> String {
    match workers {
        1 => "1 worker".to_owned(),
        workers => format!("{workers} workers"),
    }
}

fn accepted<E>(submitted: Result<Result<(), Closed<Upload>>, E>, number: usize) {
    let Ok(result) = submitted else {
        panic!(
            "`submit` of job {number} waits, although all jobs before it should have ended long ago"
        );
    };
    assert!(
        result.is_ok(),
        "`submit` gave job {number} back, and the pool is not closed"
    );
}

/// Polls a `submit` until it is ready, and gives others time to do their part; `None` if it goes on waiting.
async fn settle<F: Future>(submit: &mut ByHand<F>) -> Option<F::Output> {
    for _ in 0..20 {
        if let std::task::Poll::Ready(output) = submit.poll() {
            return Some(output);
        }
        for _ in 0..3 {
            yield_now().await;
        }
    }
    None
}

/// When each job begins if jobs begin in their order, each as soon as one of `workers` is free.
fn schedule(workers: usize, times: &[u64]) -> Vec<u64> {
    let mut free_at = vec![0; workers];
    let begin = |ms: &u64| {
        let worker = free_at.iter_mut().min().expect("there is a worker");
        let begin = *worker;
        *worker += ms;
        begin
    };
    times.iter().map(begin).collect()
}
