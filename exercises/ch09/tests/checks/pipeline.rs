//! Checks of pipeline.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use ch09::pipeline::pipeline;
use kit::{Gauge, check, counted, varied, virtual_ms};
use tokio::time::{sleep, timeout};

/// The first stage sends in the order of the jobs, and a queue keeps the order.
#[check]
async fn all_results_come_in_the_order_of_the_jobs() {
    let (count, capacity) = (varied(20, 10..=40), varied(3, 2..=9) as usize);
    for (count, capacity) in [
        (3, 1),
        (1, 1),
        (0, 1),
        (2, 5),
        (count, capacity),
        (300, 100),
        (5_000, 2),
    ] {
        for mixed in [true, false] {
            // Values that are equal, and values that are not Clone, are values too.
            let made = Cell::new(0);
            let first = async |job: u64| {
                pause(mixed, job * 7 % 4).await;
                made.set(made.get() + 1);
                Ok::<_, Fault>(Thumbnail(job / 2))
            };
            let through = Cell::new(0);
            let second = async |Thumbnail(half): Thumbnail| {
                pause(mixed, half * 5 % 3).await;
                through.set(through.get() + 1);
                Ok(Stored(half))
            };
            let running = pipeline(0..count, capacity, first, second);
            let Ok(got) = timeout(HOUR, running).await else {
                panic!("{}", does_not_return(capacity, count, through.get()));
            };
            let got = got.unwrap_or_else(|fault| {
                panic!("{count} jobs without an error: {fault:?} was returned")
            });
            let got: Vec<u64> = got.into_iter().map(|Stored(half)| half).collect();
            let wanted: Vec<u64> = (0..count).map(|job| job / 2).collect();
            let kind = match mixed {
                true => "stages that sometimes wait",
                false => "stages that never wait",
            };
            let differs = (0..).zip(got.iter().zip(&wanted));
            let differs = differs
                .into_iter()
                .find_map(|(place, (got, wanted))| (got != wanted).then_some(place));
            assert!(
                got.len() == wanted.len(),
                "a capacity of {capacity}, {kind}: of {count} jobs, the first stage has ended {} and the second {}, \
                 and the list of results has {}{}",
                made.get(),
                through.get(),
                got.len(),
                match through.get() < made.get() {
                    true =>
                        ": outputs are lost between the stages\n\nIf there is no room in the queue, the first stage \
                             waits with its output until there is.",
                    false => "",
                }
            );
            assert!(
                differs.is_none(),
                "a capacity of {capacity}, {kind}: the result at place {} of {count} is another job's",
                differs.unwrap_or(0)
            );
        }
    }
}

/// While the second stage works on a job, the first one works on a later job: both futures are polled by the same
/// task, in turns. So the whole takes as long as the slower stage, plus the first or last job of the other.
#[check]
async fn both_stages_work_at_the_same_time_each_on_one_job() {
    let (long, short) = (varied(149, 101..=199), varied(61, 3..=97));
    for (capacity, slow) in [
        (1, "second"),
        (1, "first"),
        (4, "second"),
        (4, "first"),
        (50, "first"),
    ] {
        let (at_first, at_second, both) = (Gauge::new(), Gauge::new(), Gauge::new());
        // Never as long as the shortest job of the slower stage.
        let times = |is_slow: bool| match is_slow {
            true => [103, 131, 107, long, 113, 101, 127],
            false => [11, 53, 23, 7, short, 31, 17],
        };
        let (firsts, seconds) = (times(slow == "first"), times(slow == "second"));
        let stage = async |gauge: &Gauge, ms: u64| {
            let (own, of_both) = (gauge.enter(), both.enter());
            sleep(Duration::from_millis(ms)).await;
            own.finish();
            of_both.finish();
        };
        let first = async |job: usize| {
            stage(&at_first, firsts[job]).await;
            Ok::<_, Fault>(job)
        };
        let second = async |job: usize| {
            stage(&at_second, seconds[job]).await;
            Ok(job)
        };
        let began = virtual_ms();
        let running = pipeline(0..7, capacity, first, second);
        let Ok(got) = timeout(HOUR, running).await else {
            panic!(
                "{}",
                does_not_return(capacity, 7, at_second.finished() as u64)
            );
        };
        assert!(got.is_ok(), "7 jobs without an error: {got:?} was returned");
        let took = virtual_ms() - began;
        for (name, gauge) in [("first", &at_first), ("second", &at_second)] {
            assert!(
                gauge.finished() == 7,
                "7 jobs: the {name} stage has ended {} when `pipeline` returns",
                gauge.finished()
            );
            assert!(
                gauge.peak() == 1,
                "with a capacity of {capacity}, the {name} stage worked on {} jobs at the same time",
                gauge.peak()
            );
        }
        assert!(
            both.peak() == 2,
            "with a capacity of {capacity}, the two stages never worked at the same time"
        );
        let wanted = match slow {
            "first" => firsts.iter().sum::<u64>() + seconds[6],
            _ => firsts[0] + seconds.iter().sum::<u64>(),
        };
        assert!(
            took == wanted,
            "with a capacity of {capacity} and a {slow} stage that is slower, 7 jobs took {took} ms instead of \
             {wanted} ms: a stage waited although it had a job and room"
        );
    }
}

/// If the second stage is slow, the first one works ahead until the queue is full. Then it waits: that is
/// back-pressure.
#[check]
async fn the_first_stage_works_ahead_until_all_places_are_taken() {
    for (capacity, count) in [(2, 40), (1, 40), (3, 40), (10, 40), (100, 400), (100, 20)] {
        for ms in [3, 0] {
            let counts = Counts::default();
            let (ahead, through) = (Cell::new(0), Cell::new(0));
            let first = async |job| {
                counts.first();
                pause(ms > 0, ms).await;
                counts.made.set(counts.made.get() + 1);
                counts.note();
                Ok::<_, Fault>(job)
            };
            let second = async |job: usize| {
                counts.second();
                // Longer than the first stage takes for all jobs.
                sleep(Duration::from_secs(2)).await;
                if job == 0 {
                    ahead.set(counts.made.get());
                }
                through.set(through.get() + 1);
                Ok(job)
            };
            let running = pipeline(counts.asked_of(count), capacity, first, second);
            let Ok(got) = timeout(HOUR, running).await else {
                panic!("{}", does_not_return(capacity, count as u64, through.get()));
            };
            let ended = got.map_or(0, |results| results.len());
            assert!(ended == count, "{ended} of {count} jobs have a result");
            let kind = match ms {
                0 => "which never waits",
                _ => "which takes 3 ms",
            };
            let most = counts.most.get();
            assert!(
                most.made <= capacity + 1,
                "with a capacity of {capacity}, the first stage ({kind}) had made {} outputs that the second had not \
                 begun; {} are allowed",
                most.made,
                capacity + 1
            );
            assert!(
                most.begun <= capacity + 1,
                "with a capacity of {capacity}, the first stage ({kind}) had begun {} jobs that the second had not \
                 begun; {} are allowed",
                most.begun,
                capacity + 1
            );
            // One that the second stage works on, and the queue.
            let (ahead, wanted) = (ahead.get(), count.min(1 + capacity));
            assert!(
                ahead >= wanted,
                "with a capacity of {capacity}, the first stage ({kind}) had ended {ahead} of {count} jobs when the \
                 second had been busy with job 0 for 2 s; there was room for {wanted}"
            );
        }
    }
}

/// What an iterator yields is in memory. To collect it, or to send it to a queue without a bound, brings the backlog
/// back that the bound was to prevent.
#[check]
async fn jobs_is_asked_when_a_job_begins_or_one_ahead() {
    for (capacity, count) in [(2, 40), (1, 5), (10, 100)] {
        let (counts, through) = (Counts::default(), Cell::new(0));
        let first = async |job| {
            counts.first();
            sleep(Duration::from_millis(3)).await;
            Ok::<_, Fault>(job)
        };
        let second = async |job: usize| {
            counts.second();
            sleep(Duration::from_millis(20)).await;
            through.set(through.get() + 1);
            Ok(job)
        };
        let running = pipeline(counts.asked_of(count), capacity, first, second);
        let Ok(got) = timeout(HOUR, running).await else {
            panic!("{}", does_not_return(capacity, count as u64, through.get()));
        };
        let ended = got.map_or(0, |results| results.len());
        assert!(ended == count, "{ended} of {count} jobs have a result");
        let most = counts.most.get().asked;
        assert!(
            most <= 2,
            "with a capacity of {capacity}, {most} of {count} jobs had been asked for and had not begun, instead of 1"
        );
    }
}

/// An error makes all other work useless. `try_join!` returns when the first of its futures fails, and drops the
/// others where they are; `join!` waits for all.
#[check]
async fn the_first_error_to_occur_is_returned_at_once() {
    // Milliseconds that each job takes in a stage, which job fails there, and when the error comes.
    for (firsts, first_fails, seconds, second_fails, wanted, when) in [
        (
            [10, 10, 10, 10, 10],
            Some(2),
            [500; 5],
            None,
            Fault::First(2),
            30,
        ),
        ([10; 5], Some(0), [500; 5], None, Fault::First(0), 10),
        ([10; 5], Some(4), [7; 5], None, Fault::First(4), 50),
        (
            [10, 500, 10, 10, 10],
            None,
            [25; 5],
            Some(0),
            Fault::Second(0),
            35,
        ),
        ([10; 5], None, [100; 5], Some(1), Fault::Second(1), 210),
        ([10; 5], None, [33; 5], Some(4), Fault::Second(4), 175),
        // The job with the lower number fails later, and the later stage earlier.
        ([10; 5], Some(2), [100; 5], Some(0), Fault::First(2), 30),
        (
            [10, 10, 400, 10, 10],
            Some(2),
            [100; 5],
            Some(1),
            Fault::Second(1),
            210,
        ),
    ] {
        for capacity in [3, 5, 100] {
            let began = virtual_ms();
            let late = [Cell::new(0), Cell::new(0)];
            let note = |late: &Cell<usize>| {
                if virtual_ms() - began > when {
                    late.set(late.get() + 1);
                }
            };
            let first = async |job: usize| {
                sleep(Duration::from_millis(firsts[job])).await;
                note(&late[0]);
                fail_at(first_fails, job, Fault::First)
            };
            let second = async |job: usize| {
                sleep(Duration::from_millis(seconds[job])).await;
                note(&late[1]);
                fail_at(second_fails, job, Fault::Second)
            };
            let running = pipeline(0..5, capacity, first, second);
            let ended = timeout(HOUR, running).await;
            let took = virtual_ms() - began;
            let what = match wanted {
                Fault::First(job) => {
                    format!("the first stage fails with job {job} after {when} ms")
                }
                Fault::Second(job) => {
                    format!("the second stage fails with job {job} after {when} ms")
                }
            };
            let Ok(got) = ended else {
                panic!("{what}, and `pipeline` does not return within an hour");
            };
            let Err(fault) = got else {
                panic!(
                    "{what}, and `pipeline` returns {got:?} after {took} ms instead of Err({wanted:?})\n\n\
                     A stage that skips a job after its error hides the error from the caller."
                );
            };
            assert!(
                fault == wanted,
                "{what}, and `pipeline` returns {fault:?}, another error, after {took} ms"
            );
            assert!(
                took == when,
                "{what}, and `pipeline` returns the error after {took} ms{}",
                match late.each_ref().map(Cell::get) {
                    [0, 0] => String::new(),
                    [0, jobs] => format!(
                        ": the second stage goes on until then, and has ended {} after the error",
                        counted(jobs, "job")
                    ),
                    [jobs, 0] => format!(
                        ": the first stage goes on until then, and has ended {} after the error",
                        counted(jobs, "job")
                    ),
                    [of_first, of_second] => format!(
                        ": both stages go on until then, and have ended {of_first} and {} after the error",
                        counted(of_second, "job")
                    ),
                }
            );
        }
    }
}

/// If one stage fails, the other one has to stop as well: a further call starts work whose result is of no use.
#[check]
async fn after_an_error_no_stage_is_called_again() {
    for capacity in [1, 2, 10] {
        for (stage, fails) in [
            ("first", 0),
            ("second", 0),
            ("first", 5),
            ("second", 5),
            ("first", 39),
            ("second", 20),
        ] {
            for (first_ms, second_ms) in [(0, 0), (10, 35), (35, 10), (0, 10), (10, 0), (10, 10)] {
                let failed = Cell::new(false);
                let late = RefCell::new(Vec::new());
                let call = |name: &'static str, job: usize| {
                    if failed.get() {
                        late.borrow_mut().push(format!("`{name}` with job {job}"));
                    }
                };
                let end = |name: &str, job| match name == stage && job == fails {
                    true => {
                        failed.set(true);
                        Err(Fault::First(job))
                    }
                    false => Ok(job),
                };
                let first = |job| {
                    call("first", job);
                    async move {
                        pause(first_ms > 0, first_ms).await;
                        end("first", job)
                    }
                };
                let end = &end;
                let second = |job| {
                    call("second", job);
                    async move {
                        pause(second_ms > 0, second_ms).await;
                        end("second", job)
                    }
                };
                let running = pipeline(0..40, capacity, first, second);
                let ended = timeout(HOUR, running).await;
                let late = late.borrow();
                assert!(
                    late.is_empty(),
                    "the {stage} stage failed with job {fails}, and then {} was called{}",
                    late.first().map_or("", String::as_str),
                    match late.len() {
                        0 | 1 => String::new(),
                        calls => format!(", and so on: {calls} calls for 40 jobs in 2 stages"),
                    }
                );
                let failed = ended.is_ok_and(|got| got.is_err());
                assert!(
                    failed,
                    "the {stage} stage failed with job {fails}, and `pipeline` did not return an error within an hour"
                );
            }
        }
    }
}

const HOUR: Duration = Duration::from_secs(3_600);

/// What is said of a `pipeline` that does not return, though no job takes as long.
fn does_not_return(capacity: usize, count: u64, through: u64) -> String {
    if through < count {
        return format!(
            "with a capacity of {capacity}, {through} of {count} jobs have been through both stages, and `pipeline` does \
             not return within an hour"
        );
    }
    format!(
        "all jobs have been through both stages ({through} of {count}), and `pipeline` does not return within an hour. \
         This fits a second stage that waits for the end of the queue, of which a sender is left\n\n\
         `recv` returns `None` when the queue is empty and its last sender has been dropped. A sender is dropped by its \
         owner: an async block that only borrows it does not drop it at its end, and a clone is one more sender."
    )
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    First(usize),
    Second(usize),
}

struct Thumbnail(u64);
struct Stored(u64);

fn fail_at(fails: Option<usize>, job: usize, fault: fn(usize) -> Fault) -> Result<usize, Fault> {
    match fails == Some(job) {
        true => Err(fault(job)),
        false => Ok(job),
    }
}

/// Waits `ms` milliseconds. A sleep of 0 ms can wait too.
async fn pause(waits: bool, ms: u64) {
    if waits && ms > 0 {
        sleep(Duration::from_millis(ms)).await;
    }
}

/// How many jobs have come how far, and the greatest distances.
#[derive(Default)]
struct Counts {
    asked: Cell<usize>,
    begun: Cell<usize>,
    made: Cell<usize>,
    taken: Cell<usize>,
    most: Cell<Most>,
}

#[derive(Clone, Copy, Default)]
struct Most {
    /// Asked for and not begun by the first stage.
    asked: usize,
    /// Begun by the first stage, and not by the second.
    begun: usize,
    /// Ended by the first stage, and not begun by the second.
    made: usize,
}

impl Counts {
    fn asked_of(&self, count: usize) -> impl Iterator<Item = usize> {
        (0..count).inspect(|_| {
            self.asked.set(self.asked.get() + 1);
            self.note();
        })
    }

    fn first(&self) {
        self.begun.set(self.begun.get() + 1);
        self.note();
    }

    fn second(&self) {
        self.taken.set(self.taken.get() + 1);
        self.note();
    }

    fn note(&self) {
        let most = self.most.get();
        let [asked, begun, made] = [&self.asked, &self.begun, &self.made].map(Cell::get);
        let taken = self.taken.get();
        self.most.set(Most {
            asked: most.asked.max(asked - begun),
            begun: most.begun.max(begun.saturating_sub(taken)),
            made: most.made.max(made.saturating_sub(taken)),
        });
    }
}
