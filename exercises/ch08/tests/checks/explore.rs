//! Runs a body of several threads in many orders of their steps: `explore` for `crate::explored_semaphore` and
//! `crate::explored_mutex`, the answers compiled once more with shuttle's locks, atomics and threads. A body waits
//! with `shuttle::future::block_on`, and starts threads with `shuttle::thread`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Once};

use kit::caught;
use shuttle::scheduler::{PctScheduler, RoundRobinScheduler};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner, thread};

/// An answer and its check take fewer steps than this, in any order.
const MOST_STEPS: usize = 5_000;
/// So many orders are tried at random, in each of which at most so often a thread waits at a step where
/// it could have continued.
const ORDERS: usize = 500;
const MOST_SWITCHES: usize = 3;
const SEED: u64 = 8;
/// So often a thread gives way to another one, which then can take each of its steps.
const PATIENCE: usize = 100;

/// Runs `body` in many orders of its threads' steps. What takes part are shuttle's threads, locks and
/// atomics: those of the check, and those that the answer takes from `crate::sync`.
///
/// # Panics
/// If the body fails in one of the orders, with `idea` below what was seen; none, if it is empty.
pub fn explore(idea: &str, body: impl Fn() + Send + Sync + 'static) {
    keep_quiet();
    let scheduler = PctScheduler::new_from_seed(SEED, MOST_SWITCHES, ORDERS);
    let Err(panic) = caught(|| Runner::new(scheduler, config()).run(body)) else {
        return;
    };
    let (message, at) = (panic.message, panic.at);
    // The scheduler reports that there was never a choice: an answer may take nothing from
    // `crate::sync`, and then its threads run one after another.
    if message.contains("did not exercise any concurrency") {
        return;
    }
    if message.starts_with("deadlock") {
        panic!(
            "in one order of the threads' steps, every thread waits in the end: a wake-up was lost{idea}"
        );
    }
    if message.contains("max_steps") {
        panic!(
            "in one order of the threads' steps, the threads never come to an end: one of them asks \
             again and again without waiting to be woken"
        );
    }
    if at.contains("src/") && !at.contains("registry/src/") {
        panic!("in one order of the threads' steps, your answer panicked ({at}): {message}");
    }
    panic!("in one order of the threads' steps: {message}{idea}");
}

/// Whether `body`, which has one thread, ends up waiting for itself: for a lock that it holds already. Its own
/// failures are passed on in their own words.
///
/// # Panics
/// If the body panics.
pub fn waits_for_itself(body: impl Fn() + Send + Sync + 'static) -> bool {
    keep_quiet();
    let once = RoundRobinScheduler::new(1);
    match caught(|| Runner::new(once, config()).run(body)) {
        Ok(_) => false,
        Err(panic) if panic.message.starts_with("deadlock") => true,
        Err(panic) => panic!("{}", panic.message),
    }
}

/// Whether `call` returns while this thread, of a body that is explored, only gives way. It does not if it waits for
/// a lock that this thread holds.
pub fn returns_meanwhile(call: impl FnOnce() + Send + 'static) -> bool {
    let has_returned = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&has_returned);
    thread::spawn(move || {
        call();
        theirs.store(true, Ordering::SeqCst);
    });
    (0..PATIENCE).any(|_| {
        thread::yield_now();
        has_returned.load(Ordering::SeqCst)
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
        Runner::new(RoundRobinScheduler::new(1), config()).run(|| {});
        std::panic::set_hook(kit);
    });
}
