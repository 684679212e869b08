//! Runs a body of several threads in many orders of their steps: `explore` for `crate::explored_semaphore` and
//! `crate::explored_mutex`, the answers compiled once more with shuttle's locks, atomics and threads. A body waits
//! with `shuttle::future::block_on`, and starts threads with `shuttle::thread`.

use std::sync::Once;

use kit::caught;
use shuttle::scheduler::{PctScheduler, RandomScheduler};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};

/// An answer and its check take fewer steps than this, in any order.
const MOST_STEPS: usize = 5_000;
/// So many orders are tried at random, in each of which at most so often a thread waits at a step where
/// it could have continued.
const ORDERS: usize = 500;
const MOST_SWITCHES: usize = 3;
const SEED: u64 = 8;

/// Runs `body` in many orders of its threads' steps. What takes part are shuttle's threads, locks and
/// atomics: those of the check, and those that the answer takes from `crate::sync`.
///
/// # Panics
/// If the body fails in one of the orders.
pub fn explore(body: impl Fn() + Send + Sync + 'static) {
    let scheduler = PctScheduler::new_from_seed(SEED, MOST_SWITCHES, ORDERS);
    let Some(failure) = failure(scheduler, body) else {
        return;
    };
    match failure {
        Failure::Asleep => panic!(
            "in one order of the threads' steps, every thread waits in the end: a wake-up was lost"
        ),
        Failure::Endless => panic!(
            "in one order of the threads' steps, the threads never come to an end: one of them asks \
             again and again without waiting to be woken"
        ),
        Failure::Panic(message) => panic!("in one order of the threads' steps: {message}"),
    }
}

/// Whether `body`, which has one thread, ends up waiting for itself: for a lock that it holds already.
///
/// # Panics
/// If the body panics.
pub fn waits_for_itself(body: impl Fn() + Send + Sync + 'static) -> bool {
    match failure(RandomScheduler::new_from_seed(SEED, 1), body) {
        None => false,
        Some(Failure::Asleep) => true,
        Some(Failure::Endless) => panic!("a single thread never comes to an end"),
        Some(Failure::Panic(message)) => panic!("{message}"),
    }
}

enum Failure {
    Asleep,
    Endless,
    Panic(String),
}

fn failure(
    scheduler: impl shuttle::scheduler::Scheduler + 'static,
    body: impl Fn() + Send + Sync + 'static,
) -> Option<Failure> {
    keep_quiet();
    let message = caught(|| Runner::new(scheduler, config()).run(body))
        .err()?
        .message;
    // The scheduler reports that there was never a choice: an answer may take nothing from
    // `crate::sync`, and then its threads run one after another.
    if message.contains("did not exercise any concurrency") {
        return None;
    }
    Some(if message.starts_with("deadlock") {
        Failure::Asleep
    } else if message.contains("max_steps") {
        Failure::Endless
    } else {
        Failure::Panic(message)
    })
}

fn config() -> Config {
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::None;
    config.max_steps = MaxSteps::FailAfter(MOST_STEPS);
    config.silence_warnings = true;
    config
}

/// shuttle prints how to replay an order when its body panics. A reader cannot replay it, and the check
/// prints the cause: its first run sets a panic hook, and this puts the kit's in its place again.
fn keep_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let kit = std::panic::take_hook();
        Runner::new(RandomScheduler::new_from_seed(SEED, 1), config()).run(|| {});
        std::panic::set_hook(kit);
    });
}
