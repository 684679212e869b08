//! Runs a scenario of several threads in many orders of their steps. Given: the exercise `orders` uses it.
//!
//! A step ends at each use of a lock, a `Condvar`, an atomic or a channel. So all of these, and the
//! threads, must be those of this module. `Arc` is the standard library's.

use std::mem::ManuallyDrop;

use shuttle::scheduler::{RandomScheduler, Schedule, Scheduler, Task, TaskId};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};
pub use shuttle::{sync, thread};

/// So many orders are tried.
const ORDERS: usize = 300;
const SEED: u64 = 14;
/// A thread that loops without end takes more steps than this.
const MOST_STEPS: usize = 5_000;

/// Runs `scenario` 300 times, each time in another order of its threads' steps. The orders are chosen at random,
/// and are the same in each call.
///
/// # Panics
/// If the scenario panics in one of the orders, if all its threads wait for each other ("deadlock!"), or if it
/// takes more than 5,000 steps.
pub fn explore(scenario: impl Fn() + Send + Sync + 'static) {
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::None;
    config.max_steps = MaxSteps::FailAfter(MOST_STEPS);
    config.silence_warnings = true;
    let scheduler = RandomScheduler::new_from_seed(SEED, ORDERS);
    Runner::new(Quiet(ManuallyDrop::new(scheduler)), config).run(scenario);
}

/// Never drops its scheduler, which owns no memory: after a failure, its drop prints how to run the failing order
/// again with functions of shuttle. `explore` tries the same orders in each call anyway.
struct Quiet(ManuallyDrop<RandomScheduler>);

impl Scheduler for Quiet {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.0.new_execution()
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        self.0.next_task(runnable, current, is_yielding)
    }

    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }
}
