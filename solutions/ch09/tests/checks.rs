//! Judges the reference answers of chapter 9 with the exercise's own checks.

// The checks name the crate that they judge `ch09`.
extern crate ch09_solution as ch09;

#[path = "../../../exercises/ch09/tests/checks/explore.rs"]
#[allow(dead_code)]
mod explore;
#[path = "../../../exercises/ch09/tests/checks/pipeline.rs"]
mod pipeline;
#[path = "../../../exercises/ch09/tests/checks/pool.rs"]
mod pool;
#[path = "../../../exercises/ch09/tests/checks/priority.rs"]
mod priority;
#[path = "../../../exercises/ch09/tests/checks/queue.rs"]
mod queue;
#[path = "../../../exercises/ch09/tests/checks/tracked.rs"]
mod tracked;

// As in the exercise's own checks.
#[allow(unused_imports)]
mod sync {
    pub use shuttle::sync::{Arc, Condvar, Mutex, MutexGuard, Weak, atomic, mpsc};
    pub use shuttle::thread;
}

#[path = "../src/queue.rs"]
#[allow(dead_code)]
mod explored_queue;

kit::checks!();
