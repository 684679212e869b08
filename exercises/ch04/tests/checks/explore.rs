//! Runs a body of several threads in many orders of their steps, and reports the order that fails.

use std::sync::{Arc, Mutex, Once, mpsc};
use std::task::Waker;
use std::thread;
use std::time::Duration;

use kit::{Caught, caught};
use shuttle::scheduler::{DfsScheduler, PctScheduler, Schedule, Scheduler, Task, TaskId};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "explore/asleep.rs"]
pub mod asleep;
#[path = "explore/steps.rs"]
pub mod steps;

use asleep::{Asleep, own_status};
use steps::{begins_an_order, is_first_order};

use crate::sync::{Settings, limited_sleeps};

pub use steps::Steps;

/// An answer and its check take fewer steps than this, in any order; an endless loop takes more.
const MOST_STEPS: usize = 5_000;
/// This many orders are tried in turn, each different from the one before in as late a step as possible.
const IN_TURN: usize = 2_000;
/// And this many at random, in each of which a thread is interrupted at most this often: two or three
/// interruptions show nearly all faults.
const AT_RANDOM: usize = 1_000;
const MOST_SWITCHES: usize = 3;
const SEED: u64 = 4;
/// On a busy machine, fewer of either kind are tried: the delay is not the answer's fault. A lost wake-up
/// shows within the first hundred.
const LONGEST: Duration = Duration::from_secs(2);
/// The time between two samples of the thread that explores.
const BETWEEN_SAMPLES: Duration = Duration::from_millis(50);
/// The idea of a sleep that the explorer cannot see.
const TAKE_IT_FROM_SYNC: &str = "The check runs your answer in many orders of its threads' steps, so it must see each \
    of these steps. Write `use crate::sync::{…}` for locks, atomics, channels and `thread`, also for `park`, and \
    not `std::sync` or `std::thread`. In your own program they are the same types.";
/// What shuttle says if there is only one order: an answer may take nothing from `crate::sync`.
const NO_CHOICE: &str = "did not exercise any concurrency";
/// What shuttle says of a thread that sleeps in something of another order.
const OUT_OF_ORDER: &str = "can_spuriously_wakeup";

/// Counts one future's polls and the calls of its waker. Clones share the counts.
#[derive(Clone, Default)]
pub struct Account(Arc<Mutex<Calls>>);

#[derive(Default)]
struct Calls {
    polls: usize,
    for_nothing: usize,
    begun: usize,
    over: usize,
    /// How many calls were over when the last poll ended, and when the one before it did.
    at_last_end: usize,
    at_end_before: usize,
}

impl Account {
    /// Call it when a poll begins, and keep the returned value until the poll ends.
    ///
    /// A call that comes after the executor has decided to poll, and before the poll begins, may count for
    /// this poll or for another one. So any call that had not returned when the poll before the last one
    /// ended is a reason for a poll.
    pub fn poll(&self) -> EndOfPoll<'_> {
        let mut calls = self.0.lock().unwrap();
        calls.polls += 1;
        calls.for_nothing += usize::from(calls.polls > 1 && calls.begun == calls.at_end_before);
        EndOfPoll(self)
    }

    /// Calls the waker, and uses it up.
    pub fn wake(&self, waker: Waker) {
        self.0.lock().unwrap().begun += 1;
        waker.wake();
        self.0.lock().unwrap().over += 1;
    }

    /// Calls the waker.
    pub fn wake_by_ref(&self, waker: &Waker) {
        self.0.lock().unwrap().begun += 1;
        waker.wake_by_ref();
        self.0.lock().unwrap().over += 1;
    }

    /// How often it was polled.
    pub fn polls(&self) -> usize {
        self.0.lock().unwrap().polls
    }

    /// How many polls had no call of the waker as a reason.
    pub fn for_nothing(&self) -> usize {
        self.0.lock().unwrap().for_nothing
    }
}

/// The end of a poll: see [`Account::poll`].
pub struct EndOfPoll<'a>(&'a Account);

impl Drop for EndOfPoll<'_> {
    fn drop(&mut self) {
        let mut calls = self.0.0.lock().unwrap();
        calls.at_end_before = calls.at_last_end;
        calls.at_last_end = calls.over;
    }
}

/// Runs `body` in many orders of its threads' steps. Threads, locks and atomics take part where they
/// are shuttle's: the check's own, and those that the answer takes from `crate::sync`.
///
/// # Panics
/// If the body fails in one of the orders: with the cause, the steps that the threads reported in that order, and
/// the idea of the cause. A body's message may have its own idea, after a blank line.
pub fn explore(body: impl Fn(&Steps) + Send + Sync + 'static) {
    explored("", || None, body);
}

/// As [`explore`], after a simpler body that has not failed: its failure begins with this contrast.
///
/// # Panics
/// As `explore` does.
pub fn explore_further(contrast: &str, body: impl Fn(&Steps) + Send + Sync + 'static) {
    explored(&format!("{contrast}: "), || None, body);
}

/// As [`explore_further`]; if it fails, `simple` may find a simpler cause, which needs no order.
///
/// # Panics
/// As `explore` does.
pub fn explore_unless(
    simple: impl Fn() -> Option<String>,
    contrast: &str,
    body: impl Fn(&Steps) + Send + Sync + 'static,
) {
    let contrast = match contrast {
        "" => String::new(),
        contrast => format!("{contrast}: "),
    };
    explored(&contrast, simple, body);
}

fn explored(
    contrast: &str,
    simple: impl Fn() -> Option<String>,
    body: impl Fn(&Steps) + Send + Sync + 'static,
) {
    let steps = Steps::default();
    let (told, body) = (steps.clone(), Arc::new(body));
    be_quiet();
    let once = move || {
        begins_an_order();
        let _recorded = told.begin();
        body(&told);
    };
    let ended = watched(move || {
        let (config, random) = (config(), once.clone());
        let in_turn = Parks::new(DfsScheduler::new(Some(IN_TURN), false));
        let at_random = PctScheduler::new_from_seed(SEED, MOST_SWITCHES, AT_RANDOM);
        caught(|| Runner::new(at_random, config.clone()).run(random))
            .or_else(|panic| match panic.message.contains(NO_CHOICE) {
                true => Ok(0),
                false => Err(panic),
            })
            .and_then(|_| caught(|| Runner::new(in_turn, config).run(once)))
    });
    let Err(panic) = ended else { return };
    if let Some(cause) = simple() {
        panic!("{cause}");
    }
    let (cause, idea) = if let Some(kept) = kept_from_an_earlier_order(&panic, steps.is_stale()) {
        kept
    } else if panic.message.starts_with("deadlock") {
        steps.why_all_wait()
    } else if panic.message.contains("max_steps") {
        (
            format!(
                "it loops without end: after {MOST_STEPS} steps of the threads it had not finished"
            ),
            "A loop that checks again and again, instead of sleeping, keeps a processor busy, and it may \
             wait for a step of a thread that does not get to run. Sleep until the other thread wakes \
             you, or wait for a lock."
                .to_owned(),
        )
    } else if is_in_the_answer(&panic.at) {
        (
            format!(
                "your answer panicked at {}: {}",
                panic.at.replace("tests/checks/../../", ""),
                panic.message
            ),
            "The panic came from your answer's own code: in this order of the threads' steps it finds a \
             state that it does not expect."
                .to_owned(),
        )
    } else {
        let (cause, idea) = split(&panic.message);
        (cause.to_owned(), idea.to_owned())
    };
    let cause = cause.trim_end_matches('.');
    let told = steps.told();
    match idea.as_str() {
        "" => panic!("{contrast}{cause}.\nAn order of the steps that shows it:{told}"),
        idea => panic!("{contrast}{cause}.\nAn order of the steps that shows it:{told}\n\n{idea}"),
    }
}

/// Runs `body` in one order, in which all its threads must fall asleep forever, and says whether they do.
/// A thread that loops, with or without pauses, does not.
///
/// # Panics
/// If the body itself panics.
pub fn falls_asleep(body: impl Fn() + Send + Sync + 'static) -> bool {
    be_quiet();
    limited_sleeps();
    let counted = move || {
        begins_an_order();
        body();
    };
    let ended = watched(move || {
        let once = Parks::new(DfsScheduler::new(Some(1), false));
        caught(|| Runner::new(once, config()).run(counted))
    });
    let Err(panic) = ended else {
        return false;
    };
    if let Some((cause, idea)) = kept_from_an_earlier_order(&panic, false) {
        panic!("{cause}\n\n{idea}");
    }
    let loops = panic.message.contains("max_steps");
    let asleep = panic.message.starts_with("deadlock");
    assert!(loops || asleep, "{}", panic.message);
    asleep
}

/// What a thread that did not fall asleep in [`falls_asleep`] did instead.
pub fn how_it_loops() -> String {
    match limited_sleeps() {
        0 => "the thread loops instead of sleeping".to_owned(),
        sleeps => format!(
            "the thread sleeps with a time limit and checks again ({sleeps} times), instead of sleeping \
             until it is woken"
        ),
    }
}

/// If a flag or a `Condvar` was used in two orders, or if shuttle itself failed in an order that is not
/// the first: the cause is in something of an earlier order.
fn kept_from_an_earlier_order(panic: &Caught, is_stale: bool) -> Option<(String, String)> {
    let in_shuttle = panic.at.contains("shuttle") || panic.message.contains(OUT_OF_ORDER);
    let is_verdict = panic.message.starts_with("deadlock") || panic.message.contains("max_steps");
    let is_of_another = in_shuttle && !is_verdict && !is_first_order();
    (is_stale || is_of_another).then(|| {
        (
            "something from an earlier order of the threads' steps was used in this one: a lock, an \
             atomic, a thread or a channel"
                .to_owned(),
            "The check runs your answer in many orders, one after another, and each order has threads \
             and locks of its own. So keep nothing from `crate::sync` in a `static` or a `thread_local!`: \
             make it in the call, or in the value that the call returns."
                .to_owned(),
        )
    })
}

/// Runs `explores` on a thread of its own. All threads of an order take turns on that one system thread, so it
/// sleeps only if the answer sleeps in something that is not from `crate::sync`.
///
/// # Panics
/// If that thread sleeps, on systems that report a thread's state. If it is not reported, the check's time limit
/// ends the check.
fn watched<R: Send + 'static>(explores: impl FnOnce() -> R + Send + 'static) -> R {
    let ((sender, receiver), (tell, told)) = (mpsc::channel(), mpsc::channel());
    let settings = Settings::of_this_thread();
    let runs = thread::spawn(move || {
        let _ = tell.send(own_status());
        settings.enter();
        let explored = explores();
        let _ = sender.send((explored, Settings::of_this_thread()));
    });
    let status = told.recv().ok().flatten();
    let mut asleep = Asleep::default();
    loop {
        match receiver.recv_timeout(BETWEEN_SAMPLES) {
            Ok((explored, settings)) => {
                settings.enter();
                return explored;
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                assert!(
                    !asleep.for_long(status.as_deref()),
                    "your answer sleeps in something that is not from `crate::sync`, such as a lock, a channel or \
                     `park` of `std`\n\n{TAKE_IT_FROM_SYNC}"
                );
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let panic = runs.join().expect_err("it has sent nothing");
                std::panic::resume_unwind(panic);
            }
        }
    }
}

/// The cause and the idea of a message.
fn split(message: &str) -> (&str, &str) {
    message.split_once("\n\n").unwrap_or((message, ""))
}

fn is_in_the_answer(at: &str) -> bool {
    at.contains("src/") && !at.contains("registry/src/") && !at.contains("tests/checks/explore")
}

fn config() -> Config {
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::None;
    config.max_steps = MaxSteps::FailAfter(MOST_STEPS);
    config.max_time = Some(LONGEST);
    config.silence_warnings = true;
    config
}

/// Lets a thread that has parked, or yielded, go on only after another one has made a step. shuttle may end
/// a `park` without a reason, which is allowed, but it must not do so again and again while others wait.
struct Parks<S> {
    scheduler: S,
    gave_way: Vec<TaskId>,
}

impl<S> Parks<S> {
    fn new(scheduler: S) -> Self {
        Self {
            scheduler,
            gave_way: Vec::new(),
        }
    }
}

impl<S: Scheduler> Scheduler for Parks<S> {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.gave_way.clear();
        self.scheduler.new_execution()
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        gives_way: bool,
    ) -> Option<TaskId> {
        match current {
            Some(current) if gives_way => self.gave_way.push(current),
            _ => self.gave_way.clear(),
        }
        let gave_way = |task: &&Task| self.gave_way.contains(&task.id());
        let mut others: Vec<&Task> = runnable.to_vec();
        others.retain(|task| !gave_way(task));
        if others.is_empty() {
            self.gave_way.clear();
            others.extend(runnable);
        }
        self.scheduler.next_task(&others, current, gives_way)
    }

    fn next_u64(&mut self) -> u64 {
        self.scheduler.next_u64()
    }
}

/// At each panic, shuttle prints how to replay the order. The check prints its own report, and a reader
/// cannot replay it: shuttle's text is suppressed.
fn be_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let kit: Arc<dyn Fn(&std::panic::PanicHookInfo<'_>) + Send + Sync> =
            Arc::from(std::panic::take_hook());
        let again = Arc::clone(&kit);
        std::panic::set_hook(Box::new(move |panic| kit(panic)));
        // Shuttle installs its hook, over the one before, at its first run.
        Runner::new(DfsScheduler::new(Some(1), false), Config::new()).run(|| {});
        std::panic::set_hook(Box::new(move |panic| again(panic)));
    });
}
