//! Runs a body of several threads in many orders of their steps, and tells the order that fails.

use std::sync::{Arc, Mutex, Once};

use kit::caught;
use shuttle::scheduler::{DfsScheduler, PctScheduler};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};

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
/// What shuttle says where there is but one order: an answer may take nothing from `crate::sync`.
const NO_CHOICE: &str = "did not exercise any concurrency";

/// What the threads of the order that is being tried have told of themselves.
#[derive(Clone, Default)]
pub struct Steps(Arc<Mutex<Vec<String>>>);

impl Steps {
    /// `who` does this now.
    pub fn tell(&self, who: &str, does: &str) {
        self.0.lock().unwrap().push(format!("{who:<8}{does}"));
    }

    fn clear(&self) {
        self.0.lock().unwrap().clear();
    }

    fn told(&self) -> String {
        let lines = self.0.lock().unwrap();
        lines.iter().map(|line| format!("\n    {line}")).collect()
    }
}

/// Runs `body` in many orders of its threads' steps. Threads, locks and atomics take part where they
/// are shuttle's: the check's own, and those that the answer takes from `crate::sync`.
///
/// # Panics
/// Where the body fails in one of the orders: with the cause, and what the threads told in that order.
pub fn explore(body: impl Fn(&Steps) + Send + Sync + 'static) {
    let steps = Steps::default();
    let (told, body) = (steps.clone(), Arc::new(body));
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::None;
    config.max_steps = MaxSteps::FailAfter(MOST_STEPS);
    config.silence_warnings = true;
    be_quiet();
    let once = move || {
        told.clear();
        body(&told);
    };
    let random = once.clone();
    let in_turn = DfsScheduler::new(Some(IN_TURN), false);
    let at_random = PctScheduler::new_from_seed(SEED, MOST_SWITCHES, AT_RANDOM);
    let ended = caught(|| Runner::new(at_random, config.clone()).run(random))
        .or_else(|panic| match panic.message.contains(NO_CHOICE) {
            true => Ok(0),
            false => Err(panic),
        })
        .and_then(|_| caught(|| Runner::new(in_turn, config).run(once)));
    let Err(panic) = ended else { return };
    let order = format!("The order of the steps:{}", steps.told());
    if panic.message.starts_with("deadlock") {
        panic!(
            "in one order of the threads' steps every thread sleeps in the end, and nobody is left \
             to wake one: a wake-up was lost. {order}"
        );
    }
    if panic.message.contains("max_steps") {
        panic!(
            "in one order of the threads' steps it never comes to an end: a thread goes round and \
             round without sleeping, and waits for what another thread has yet to do. {order}"
        );
    }
    let at = match panic.at.as_str() {
        at if at.contains("src/") && !at.contains("registry/src/") => {
            format!(" (panicked in your answer, {at})")
        }
        _ => String::new(),
    };
    panic!(
        "in one order of the threads' steps: {}{at} {order}",
        panic.message
    );
}

/// shuttle says how to replay an order, each time that somebody panics. Here the check has its own
/// words, and nobody could replay it: shuttle's words are kept out.
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
