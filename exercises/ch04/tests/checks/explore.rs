//! Runs a body of several threads in many orders of their steps, and tells the order that fails.

use std::sync::{Arc, Mutex, Once};
use std::task::Waker;
use std::time::Duration;

use kit::{Caught, caught};
use shuttle::scheduler::{DfsScheduler, PctScheduler, Schedule, Scheduler, Task, TaskId};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "explore/asleep.rs"]
pub mod asleep;
#[path = "explore/steps.rs"]
pub mod steps;

use steps::{begins_an_order, is_first_order};

use crate::sync::limited_sleeps;

pub use steps::Steps;

/// An answer and its check take fewer steps than this, in any order; one that goes round takes more.
const MOST_STEPS: usize = 5_000;
/// So many orders are tried one after another, each different from the one before in as late a step
/// as possible.
const IN_TURN: usize = 2_000;
/// And so many at random, in each of which at most so often a thread has to wait at a step where it
/// could have gone on: nearly all that goes wrong does so with two or three of them.
const AT_RANDOM: usize = 1_000;
const MOST_SWITCHES: usize = 3;
const SEED: u64 = 4;
/// On a machine that has other things to do, fewer of either kind are tried: what takes longer is not
/// the answer's fault. A lost wake-up shows within the first hundred.
const LONGEST: Duration = Duration::from_secs(2);
/// What shuttle says if there is but one order: an answer may take nothing from `crate::sync`.
const NO_CHOICE: &str = "did not exercise any concurrency";
/// What shuttle says of a thread that sleeps in what another order has made.
const OUT_OF_ORDER: &str = "can_spuriously_wakeup";

/// Keeps account of one future's polls and of the calls of its waker. Clones keep the same account.
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
    /// To be called when a poll begins; what it gives, to be kept until the poll ends.
    ///
    /// A call that comes after the executor has made ready for a poll, and before the poll begins, may
    /// count for this poll or for another one. So what speaks for a poll is any call that was not over
    /// when the poll before the last one ended.
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

    /// How many of the polls came although the waker had not been called for them.
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
/// If the body fails in one of the orders: with the cause, what the threads told in that order, and the
/// idea of the cause. A body's message may bring its own idea, after a blank line.
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

/// As [`explore_further`]; if it fails, `simple` may tell a simpler cause, for which no order is needed.
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
    let config = config();
    be_quiet();
    let once = move || {
        begins_an_order();
        let _recorded = told.begin();
        body(&told);
    };
    let random = once.clone();
    let in_turn = Parks::new(DfsScheduler::new(Some(IN_TURN), false));
    let at_random = PctScheduler::new_from_seed(SEED, MOST_SWITCHES, AT_RANDOM);
    let ended = caught(|| Runner::new(at_random, config.clone()).run(random))
        .or_else(|panic| match panic.message.contains(NO_CHOICE) {
            true => Ok(0),
            false => Err(panic),
        })
        .and_then(|_| caught(|| Runner::new(in_turn, config).run(once)));
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
                "it goes round and round: {MOST_STEPS} steps of the threads were not enough for it \
                 to end"
            ),
            "A loop that looks again and again, instead of sleeping, keeps a processor busy, and what \
             it waits for may be the step of a thread that has no turn. Wait by a sleep that the other \
             thread ends, or under a lock."
                .to_owned(),
        )
    } else if is_in_the_answer(&panic.at) {
        (
            format!(
                "the answer panicked at {}: {}",
                panic.at.replace("tests/checks/../../", ""),
                panic.message
            ),
            "The panic came from the answer's own code, in an order of the threads' steps in which it \
             finds what it does not expect."
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

/// Runs `body` in one order, in which all its threads are to fall asleep forever: whether they do.
/// A thread that goes round, with or without pauses, does not.
///
/// # Panics
/// If the body itself panics.
pub fn falls_asleep(body: impl Fn() + Send + Sync + 'static) -> bool {
    be_quiet();
    limited_sleeps();
    let once = Parks::new(DfsScheduler::new(Some(1), false));
    let counted = move || {
        begins_an_order();
        body();
    };
    let Err(panic) = caught(|| Runner::new(once, config()).run(counted)) else {
        return false;
    };
    if let Some((cause, idea)) = kept_from_an_earlier_order(&panic, false) {
        panic!("{cause}\n\n{idea}");
    }
    let goes_round = panic.message.contains("max_steps");
    let asleep = panic.message.starts_with("deadlock");
    assert!(goes_round || asleep, "{}", panic.message);
    asleep
}

/// What a thread has done that, by [`falls_asleep`], did not fall asleep.
pub fn goes_round_by() -> String {
    match limited_sleeps() {
        0 => "the thread goes round and round instead of sleeping".to_owned(),
        sleeps => format!(
            "the thread sleeps with a time limit and looks, again and again ({sleeps} times), instead of \
             sleeping until it is woken"
        ),
    }
}

/// If a flag or a `Condvar` was used in two orders, or if shuttle itself has found something wrong, in an
/// order that is not the first: what it found is not of this order.
fn kept_from_an_earlier_order(panic: &Caught, is_stale: bool) -> Option<(String, String)> {
    let in_shuttle = panic.at.contains("shuttle") || panic.message.contains(OUT_OF_ORDER);
    let is_verdict = panic.message.starts_with("deadlock") || panic.message.contains("max_steps");
    let is_of_another = in_shuttle && !is_verdict && !is_first_order();
    (is_stale || is_of_another).then(|| {
        (
            "something that was made in an earlier order of the threads' steps was used in this one: a \
             lock, an atomic, a thread or a channel"
                .to_owned(),
            "The check runs the answer in many orders, one after another, and each has threads and locks \
             of its own. So keep nothing of `crate::sync` from one call to the next, in a `static` or a \
             `thread_local!`: make it in the call, or where it is handed out."
                .to_owned(),
        )
    })
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

/// Lets a thread that has parked, or given way, go on only after another one has made a step. shuttle
/// may end a `park` without a reason, which is right: but not again and again, while others wait.
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

/// At each panic, shuttle says how to replay the order. Here the check has its own words, and a reader
/// has nothing to replay it with: shuttle's words are kept out.
fn be_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let kit: Arc<dyn Fn(&std::panic::PanicHookInfo<'_>) + Send + Sync> =
            Arc::from(std::panic::take_hook());
        let again = Arc::clone(&kit);
        std::panic::set_hook(Box::new(move |panic| kit(panic)));
        // Sets its hook, over the one before, at its first run.
        Runner::new(DfsScheduler::new(Some(1), false), Config::new()).run(|| {});
        std::panic::set_hook(Box::new(move |panic| again(panic)));
    });
}
